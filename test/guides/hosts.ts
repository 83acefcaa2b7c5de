/** The host names that the guides' declarations use: what the test's certificate is made for. */
export const guideHosts = [
  'sandbox-oauth.piste.gouv.fr',
  'oauth.piste.gouv.fr',
  'sandbox-api.piste.gouv.fr',
  'api.piste.gouv.fr',
  'auth.inqom.com',
  'auth.staging.inqom.com',
  'api.inqom.com',
  'api.staging.inqom.com',
  'api.webstat.banque-france.fr',
  'sandbox-api.webstat.banque-france.fr',
] as const;
