// A certified OpenID provider (npm oidc-provider) that signs everybody in as "it": a second witness beside the tests' own.
// Run: node provider.mjs PORT, in a folder that has oidc-provider installed.
import http from 'node:http';
import Provider from 'oidc-provider';

const port = Number(process.argv[2]);
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{
    client_id: 'desk-client',
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
    redirect_uris: ['http://127.0.0.1/'],
  }],
  features: { devInteractions: { enabled: false }, revocation: { enabled: true }, deviceFlow: { enabled: false } },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, email: `${id}@desk.example` }) }),
  claims: { openid: ['sub'], email: ['email'] },
  conformIdTokenClaims: false,
  rotateRefreshToken: true,
  ttl: { AccessToken: 60, RefreshToken: 3600, Session: 3600, Grant: 3600, IdToken: 3600, Interaction: 600 },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
});

async function interact(request, response) {
  const { prompt, params, session } = await provider.interactionDetails(request, response);
  let result = { login: { accountId: 'it' } };
  if (prompt.name === 'consent') {
    const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
    grant.addOIDCScope(params.scope);
    result = { consent: { grantId: await grant.save() } };
  }
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
}

const serve = provider.callback();
http.createServer((request, response) => {
  (request.url.startsWith('/interaction/') ? interact : serve)(request, response);
}).listen(port, '127.0.0.1');
