import type { Settings } from '#base/settings.ts';
import { loopbackUrl, portsFrom } from '#commands/serve/ports.ts';

/** The flags that lead a command to the instance of `settings`, where they are not the defaults. */
export function instanceFlags(settings: Settings): string {
  const data = settings.data === './data' ? '' : ` --data ${settings.data}`;
  return `${data}${settings.portBase === 8000 ? '' : ` --port-base ${settings.portBase}`}`;
}

/** A first call to SNE-Cotation, to paste into another terminal. */
export function firstCallLines(settings: Settings): readonly string[] {
  const ports = portsFrom(settings.portBase);
  return [
    '',
    '# A first call, to paste into another terminal:',
    `eval "$(npx guichet first-call sne-cotation --credentials${instanceFlags(settings)})"`,
    `TOKEN=$(curl -s ${loopbackUrl(ports.identity)}/piste-sandbox/api/oauth/token -H 'Accept: utf-8' -d client_id=$CLIENT_ID -d client_secret=$CLIENT_SECRET -d grant_type=client_credentials | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`,
    `curl -i ${loopbackUrl(ports.sandbox)}/mtes/sne-cotation/v1.0/healthcheck -H "Authorization: Bearer $TOKEN" -H 'Accept-Encoding: utf-8'`,
    '',
  ];
}
