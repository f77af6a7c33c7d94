"""A whole desk on one machine, with people who use it: `frontdesk demo`. Nothing here is used by a real desk."""
