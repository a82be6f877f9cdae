// A real OpenID Connect provider with one client for people, one for programs, and accounts that the sign-in page takes without a password.
import { Provider } from 'oidc-provider';

const [port, back] = process.argv.slice(2).map(String);
const issuer = `http://127.0.0.1:${port}`;
const provider = new Provider(issuer, {
  clients: [
    { client_id: 'distribution', client_secret: 'a secret of the client', redirect_uris: [back], response_types: ['code'], grant_types: ['authorization_code'] },
    { client_id: 'nightly', client_secret: 'another secret', redirect_uris: [], response_types: [], grant_types: ['client_credentials'] },
    { client_id: 'stranger', client_secret: 'a third secret', redirect_uris: [], response_types: [], grant_types: ['client_credentials'] },
  ],
  conformIdTokenClaims: false,
  claims: { openid: ['sub'], profile: ['name', 'department'] },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, name: `Name of ${id}`, department: id.startsWith('op') ? ['it', 'operators'] : ['sales'] }) }),
  pkce: { required: () => true },
  features: {
    devInteractions: { enabled: true },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => 'https://distribution.example',
      useGrantedResource: () => true,
      getResourceServerInfo: (_, resource) => ({ scope: 'api', audience: resource, accessTokenFormat: 'jwt', accessTokenTTL: 300, jwt: { sign: { alg: 'RS256' } } }),
    },
  },
  extraTokenClaims: (_, token) => ({ part: token.clientId === 'nightly' ? 'reports' : 'nothing' }),
});
provider.on('server_error', (_, fault) => console.error(fault));
provider.listen(Number(port), '127.0.0.1', () => console.log('ready'));
