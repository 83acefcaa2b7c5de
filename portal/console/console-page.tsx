/**
 * The try-out page: Scalar's own, from our node_modules, with the relay behind it. Its texts, styles and behaviour are
 * Scalar's; that it reaches no other address is kept by the content security policy below, not by its settings alone.
 */
import { randomBytes } from 'node:crypto';
import { Breadcrumbs, Notice, PageHead } from '#ui/components/page-parts.tsx';
import { addresses } from '#portal/addresses.ts';
import { consoleContract } from '#portal/console/console-contract.ts';
import { consoleScriptAddress } from '#portal/console/console-script.ts';
import { baseAddress } from '#portal/console/places.ts';
import { needsPerson } from '#portal/console/prove.ts';
import { ApplicationChoice } from '#portal/reference/parts/preamble.tsx';
import { apiValues, readSubject, type Subject } from '#portal/reference/subject.ts';
import { texts } from '#portal/reference/texts.ts';
import { pageNotFound } from '#portal/refusal-page.tsx';
import { showPage } from '#portal/show-page.tsx';
import type { AccountVisit, Visit } from '#portal/visit/visit.ts';

/**
 * Wider than the portal's own in two points, on this page alone: Scalar's script puts style sheets (they
 * get our nonce) and style attributes into the page, and shows pictures that an API answered from memory (`blob:`).
 */
function policyWith(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src-elem 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** @throws Problem `api.not_found` (404) */
export async function showConsole(visit: AccountVisit): Promise<Response> {
  const subject = await readSubject(visit);
  const text = texts[visit.language];
  const nonce = randomBytes(16).toString('base64');
  const name = `${subject.api.name[visit.language]} ${subject.api.version}`;
  const usable =
    subject.reference !== null && subject.chosen !== null && subject.deployment !== null && !needsPerson(subject);
  const response = await showPage(visit, {
    title: text.console.title(name),
    scripts: usable ? ['api-console.js'] : [],
    body: (
      <>
        <Breadcrumbs
          label={text.crumbs}
          crumbs={[
            { label: text.catalogue, href: addresses.catalogue.to() },
            { label: name, href: addresses.apiVersion.to(apiValues(subject.api)) },
            { label: text.reference, href: addresses.reference.to(apiValues(subject.api)) },
            { label: text.tryWithScalar },
          ]}
        />
        <PageHead title={text.console.title(name)} lead={text.console.lead} />
        <ApplicationChoice visit={visit} subject={subject} />
        {usable ? (
          <Frame visit={visit} subject={subject} nonce={nonce} />
        ) : (
          <Unusable visit={visit} subject={subject} />
        )}
      </>
    ),
  });
  response.headers.set('content-security-policy', policyWith(nonce));
  return response;
}

type Props = { readonly visit: Visit; readonly subject: Subject };

/** Where Scalar's page is put, with all that our script must know. */
const Frame = ({ visit, subject, nonce }: Props & { readonly nonce: string }) => {
  const { api, chosen } = subject;
  return (
    <>
      <noscript>
        <WayBack visit={visit} subject={subject} sentence={texts[visit.language].console.noScript} />
      </noscript>
      <div
        id="api-console"
        data-script={consoleScriptAddress()}
        data-contract={addresses.tryContract.to(apiValues(api), { application: chosen?.id })}
        data-relay={addresses.relay.to()}
        data-csrf={visit.csrfToken()}
        data-api={api.reference}
        data-application={chosen?.id ?? ''}
        data-language={visit.language}
        data-nonce={nonce}
      />
    </>
  );
};

const Unusable = ({ visit, subject }: Props) => {
  const text = texts[visit.language];
  if (subject.reference === null) return <WayBack visit={visit} subject={subject} sentence={text.noContract.text} />;
  if (needsPerson(subject)) return <WayBack visit={visit} subject={subject} sentence={text.console.person} />;
  return <WayBack visit={visit} subject={subject} sentence={text.console.noAccount} />;
};

const WayBack = ({ visit, subject, sentence }: Props & { readonly sentence: string }) => (
  <Notice kind="information">
    <p>
      {sentence}{' '}
      <a href={addresses.reference.to(apiValues(subject.api), { application: subject.chosen?.id })}>
        {texts[visit.language].console.toReference}
      </a>
    </p>
  </Notice>
);

/** Gives the try-out page its contract. @throws Problem `api.not_found`, `page.not_found` (404) */
export async function giveConsoleContract(visit: AccountVisit): Promise<Response> {
  const { api, deployment } = await readSubject(visit);
  if (api.contract === null || api.contract === undefined || deployment === null) throw pageNotFound();
  return Response.json(consoleContract(api.contract, baseAddress(visit.services.console.places, deployment)));
}
