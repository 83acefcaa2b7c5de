/** The curl line that does at the admin API what an operation did here. */
import type { Settings } from '#base/settings.ts';
import { shellWord } from '#commands/first-call/step.ts';
import { loopbackUrl, portsFrom } from '#commands/serve/ports.ts';
import type { AnyOperation } from '#registry/any-operation.ts';

type Input = Readonly<Record<string, string | boolean>>;

export type AdminCurl = (operation: Pick<AnyOperation, 'http'>, input: Input) => string;

/** Gives the maker of lines for the instance of `settings`; the bearer key is read by the shell, never written down. */
export function adminCurl(settings: Settings): AdminCurl {
  const base = `${loopbackUrl(portsFrom(settings.portBase).control)}/admin/v1`;
  const key = settings.adminKey === undefined ? `$(cat ${settings.data}/keys/admin.key)` : '$GUICHET_ADMIN_KEY';
  return ({ http }, input) => {
    const inPath = new Set<string>();
    const path = http.path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => {
      inPath.add(name);
      return encodeURIComponent(String(input[name]));
    });
    const body = Object.fromEntries(Object.entries(input).filter(([name]) => !inPath.has(name)));
    const data =
      Object.keys(body).length === 0
        ? ''
        : ` -H 'Content-Type: application/json' -d ${shellWord(JSON.stringify(body))}`;
    return `curl -s -X ${http.method.toUpperCase()} ${base}${path} -H "Authorization: Bearer ${key}"${data}`;
  };
}
