import type { Child } from 'hono/jsx';
import { addresses } from '#portal/addresses.ts';
import type { ApiPart } from '#portal/pages/catalogue/api-part.ts';
import { StatusBadge } from '#portal/pages/catalogue/status-badge.tsx';
import { texts } from '#portal/pages/catalogue/texts.ts';
import { termsParts } from '#portal/pages/subscriptions/reference-parts.ts';
import { Facts } from '#ui/components/page-parts.tsx';
import { formatDate } from '#ui/format.ts';
import { words } from '#ui/words.ts';

type Fact = readonly [name: string, value: Child];

const Mail = ({ address }: { readonly address: string }) => <a href={`mailto:${address}`}>{address}</a>;

/** What the guide's page says of an API, a line each; what it has none of is left out. */
export const ApiFacts = (part: ApiPart) => (
  <>
    <h2>{texts[part.language].api.facts}</h2>
    <Facts facts={[...lifeFacts(part), ...useFacts(part), ...peopleFacts(part)]} />
  </>
);

function lifeFacts({ language, description: { api, provider } }: ApiPart): Fact[] {
  const text = texts[language].api;
  const now = new Date().toISOString();
  const deprecated =
    api.deprecatedAt === null ? null : api.deprecatedAt <= now ? text.deprecatedSince : text.deprecatedFrom;
  return [
    [text.status, <StatusBadge language={language} status={api.status} />],
    [text.version, api.version],
    [text.provider, <a href={addresses.providerPage.to({ provider: provider.slug })}>{provider.name[language]}</a>],
    [text.type, api.type],
    ...(api.tags.length === 0 ? [] : [[text.tags, <Tags tags={api.tags} />] as const]),
    [
      text.environments,
      api.environments.map((one) => words[language].environment[one]).join(', ') || words[language].none,
    ],
    [text.added, formatDate(api.addedAt, language)],
    ...(deprecated === null ? [] : [[deprecated, formatDate(api.deprecatedAt ?? now, language)] as const]),
    ...(api.sunsetAt === null ? [] : [[text.sunset, formatDate(api.sunsetAt, language)] as const]),
  ];
}

const Tags = ({ tags }: { readonly tags: readonly string[] }) => (
  <ul class="tags">
    {tags.map((tag) => (
      <li>
        <a class="badge" href={`${addresses.catalogue.to()}?tag=${encodeURIComponent(tag)}`}>
          {tag}
        </a>
      </li>
    ))}
  </ul>
);

function useFacts({ language, description: { api } }: ApiPart): Fact[] {
  const text = texts[language].api;
  return [
    [text.credential, text.credentials[api.credential]],
    ...(api.requiredScopes.length === 0 ? [] : [[text.scopes, <code>{api.requiredScopes.join(' ')}</code>] as const]),
    [text.cors, api.cors ? text.corsYes : text.corsNo],
    ...(api.webSocket ? [[text.webSocket, text.yes] as const] : []),
    ...(api.profiles.length === 0
      ? []
      : [
          [
            text.profiles,
            <Profiles
              names={api.profiles.map(({ code, name }) => `${name[language]} (${code})`)}
              hint={text.profilesHint}
            />,
          ] as const,
        ]),
  ];
}

const Profiles = ({ names, hint }: { readonly names: readonly string[]; readonly hint: string }) => (
  <>
    {names.join(', ')}
    <br />
    <span class="small">{hint}</span>
  </>
);

function peopleFacts({ language, description: { api, terms } }: ApiPart): Fact[] {
  const text = texts[language].api;
  return [
    [text.validation, api.validationNeeded ? text.validationYes : text.validationNo],
    ...(api.approver === '' ? [] : [[text.approver, <Mail address={api.approver} />] as const]),
    ...(api.administrator === '' ? [] : [[text.administrator, <Mail address={api.administrator} />] as const]),
    [
      text.terms,
      terms === null ? (
        text.noTerms
      ) : (
        <>
          <a href={addresses.terms.to(termsParts(terms.reference))}>{terms.title[language]}</a>
          {terms.version === null ? '' : `, ${text.termsVersion(terms.version)}`}
        </>
      ),
    ],
  ];
}
