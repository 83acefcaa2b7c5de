/** Where a request belongs, for who reads it: the pages above it. */
import type { Language } from '#base/language.ts';
import type { Logged } from '#metering/request-log/logged.ts';
import { addresses } from '#portal/addresses.ts';
import { texts } from '#portal/pages/request-log/texts.ts';

type Sides = { readonly consumer: boolean; readonly provider: boolean; readonly operator: boolean };
type Crumb = { readonly label: string; readonly href: string };

/** The API's part in addresses; null: there is none, or it is gone. */
export function apiAt({ api }: Pick<Logged, 'api'>) {
  const [, provider, slug, version] = /^([^/]+)\/([^@]+)@(.+)$/.exec(api?.reference ?? '') ?? [];
  if (provider === undefined || slug === undefined || version === undefined) return null;
  return { provider, api: slug, version };
}

export function placeOf(request: Logged & { readonly sides: Sides }, language: Language): readonly Crumb[] {
  const { sides, application, api } = request;
  const label = texts[language].title;
  const at = apiAt(request);
  if (sides.consumer && application?.name != null) {
    const here = { application: application.id };
    return [
      { label: application.name, href: addresses.application.to(here) },
      { label, href: addresses.applicationRequests.to(here) },
    ];
  }
  if (sides.provider && at !== null) {
    return [
      { label: `${api?.name?.[language] ?? at.api} ${at.version}`, href: addresses.consoleApi.to(at) },
      { label, href: addresses.consoleApiRequests.to(at) },
    ];
  }
  return sides.operator ? [{ label, href: addresses.operatorRequests.to() }] : [];
}
