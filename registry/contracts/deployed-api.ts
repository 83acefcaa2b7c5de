/** What a contract must know of the deployment that it describes. */
export type DeployedApi = {
  /** Public address without a slash at its end: `https://api.piste.gouv.fr/mtes/sne-cotation/v1.0`. */
  readonly url: string;
  /** What people call this environment. */
  readonly label: string;
  readonly credential: 'token' | 'client-id' | 'client-id-and-secret' | 'api-key';
  readonly requiredScopes: readonly string[];
  /** Who issues its tokens; null: it takes none. */
  readonly issuer: { readonly tokenUrl: string; readonly grants: readonly string[] } | null;
};
