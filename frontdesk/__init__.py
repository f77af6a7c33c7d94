"""An IT team's front desk that lives in e-mail: the only package that sees all rooms."""
