/** What stands before the operations: the address, what a call carries, how a token is got, with which application. */
import { Facts, Notice } from '#ui/components/page-parts.tsx';
import { words } from '#ui/words.ts';
import { addresses } from '#portal/addresses.ts';
import { baseAddress, tokenAddress } from '#portal/console/places.ts';
import { Sample } from '#portal/reference/parts/sample.tsx';
import type { Language as SampleLanguage } from '#portal/reference/samples/languages.ts';
import { speaksForPersons, tokenSample } from '#portal/reference/samples/requests.ts';
import type { Subject } from '#portal/reference/subject.ts';
import { texts } from '#portal/reference/texts.ts';
import type { Visit } from '#portal/visit/visit.ts';

type Props = { readonly visit: Visit; readonly subject: Subject };

/** The application that samples and tests use, and the way to another one. */
export const ApplicationChoice = ({ visit, subject }: Props) => {
  const text = texts[visit.language].choose;
  const { applications, chosen } = subject;
  if (visit.session === null) {
    return (
      <Notice kind="information">
        <p>
          {text.anonymous} <a href={addresses.login.to({ next: visit.url.pathname })}>{text.login}</a>
        </p>
      </Notice>
    );
  }
  if (chosen === null) {
    return (
      <Notice kind="information">
        <p>
          {text.noApplication} <a href={addresses.newApplication.to()}>{text.newApplication}</a>
        </p>
      </Notice>
    );
  }
  const environments = words[visit.language].environment;
  return (
    <form method="get" action={visit.url.pathname} class="filters">
      <div class="field">
        <label for="field-application">{text.application}</label>
        <select id="field-application" name="application">
          {applications.map(({ id, name, environment }) => (
            <option value={id} selected={id === chosen.id}>
              {`${name} (${environments[environment]})`}
            </option>
          ))}
        </select>
      </div>
      <button type="submit" class="button button-plain">
        {text.show}
      </button>
    </form>
  );
};

/** Address, credentials and scopes. */
export const Carries = ({ visit, subject }: Props) => {
  const { api, deployment, issuer, reference } = subject;
  const text = texts[visit.language];
  const { places } = visit.services.console;
  const schemes = reference?.securitySchemes ?? [];
  return (
    <section aria-labelledby="carries">
      <h2 id="carries">{text.carries.title}</h2>
      <p>{text.carries[api.credential]}</p>
      <Facts
        facts={[
          ...(deployment === null ? [] : [[text.baseAddress, <code>{baseAddress(places, deployment)}</code>] as const]),
          ...(issuer === null
            ? []
            : [[text.carries.tokenAddress, <code>{tokenAddress(places, issuer)}</code>] as const]),
          ...(api.requiredScopes.length === 0
            ? []
            : [[text.carries.scopes, <code>{api.requiredScopes.join(' ')}</code>] as const]),
          ...(schemes.length === 0
            ? []
            : [[text.carries.contract, schemes.map(({ name, type }) => `${name} (${type})`).join(', ')] as const]),
        ]}
      />
    </section>
  );
};

/** The sample that gets a token; nothing where the API takes none. */
export const TokenSample = ({ visit, subject, language }: Props & { readonly language: SampleLanguage }) => {
  const { api, deployment, issuer, chosen } = subject;
  if (deployment === null || issuer === null) return null;
  const clientId = chosen?.credential.clientId ?? null;
  const request = tokenSample({ api, deployment, issuer, clientId, places: visit.services.console.places });
  if (request === null) return null;
  const text = texts[visit.language].token;
  return (
    <section aria-labelledby="token">
      <h2 id="token">{text.title}</h2>
      <p>{text.lead}</p>
      {speaksForPersons(issuer) ? <p>{text.person}</p> : null}
      {language.id === 'javascript' ? (
        <Notice kind="warning">
          <p>{text.browser}</p>
        </Notice>
      ) : null}
      <Sample visit={visit} language={language} name={text.title} request={request} />
    </section>
  );
};
