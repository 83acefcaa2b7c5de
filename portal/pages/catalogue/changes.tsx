/** What changed in one version of an API: the computed difference to another one. */
import type { z } from 'zod';
import { portalItself } from '#accounts/actor.ts';
import type { Language } from '#base/language.ts';
import { addresses } from '#portal/addresses.ts';
import { changeText } from '#portal/pages/catalogue/change-text.ts';
import { texts } from '#portal/pages/catalogue/texts.ts';
import { keepable } from '#portal/public-answer.ts';
import { showPage } from '#portal/show-page.tsx';
import { param, query, type Visit } from '#portal/visit/visit.ts';
import { describeApi } from '#registry/catalogue/describe-api.ts';
import { listChanges } from '#registry/contracts/list-changes.ts';
import type { Change } from '#registry/contracts/changes/change.ts';
import { run } from '#registry/operation.ts';
import { Badge, Breadcrumbs, EmptyState, Notice, PageHead } from '#ui/components/page-parts.tsx';
import { formatNumber } from '#ui/format.ts';

type Changes = z.output<typeof listChanges.output>;

export async function showChanges(visit: Visit): Promise<Response> {
  const { language, services } = visit;
  const text = texts[language];
  const asked = { provider: param(visit, 'provider'), api: param(visit, 'api'), version: param(visit, 'version') };
  const { api } = await run(services.registry, portalItself, describeApi, asked);
  const since = query(visit, 'since');
  const compared = since === '' ? asked : { ...asked, since };
  const found = await run(services.registry, portalItself, listChanges, compared);
  const name = api.name[language];
  const page = await showPage(visit, {
    title: text.changes.title(name, api.version),
    description: text.changes.description(name, api.version),
    body: (
      <>
        <Breadcrumbs
          label={text.crumbs}
          crumbs={[
            { label: text.catalogue.title, href: addresses.catalogue.to() },
            { label: `${name} ${api.version}`, href: addresses.apiVersion.to(asked) },
            { label: text.api.changes },
          ]}
        />
        <PageHead title={text.changes.title(name, api.version)} lead={text.changes.lead} />
        <ChooseSince language={language} found={found} version={api.version} action={addresses.apiChanges.to(asked)} />
        <Outcome language={language} found={found} />
      </>
    ),
  });
  return keepable(visit, page);
}

type Part = { readonly language: Language; readonly found: Changes };

/** The version that this one is compared with. */
const ChooseSince = ({
  language,
  found,
  version,
  action,
}: Part & { readonly version: string; readonly action: string }) => {
  const text = texts[language].changes;
  const others = found.versions.filter((other) => other.version !== version);
  if (others.length === 0) return null;
  return (
    <form method="get" action={action} class="search">
      <label for="since">{text.since}</label>
      <select id="since" name="since">
        {others.map((other) => (
          <option value={other.version} selected={other.version === found.since}>
            {other.version}
          </option>
        ))}
      </select>
      <button type="submit" class="button button-plain">
        {text.compare}
      </button>
    </form>
  );
};

const Outcome = ({ language, found }: Part) => {
  const text = texts[language].changes;
  if (found.since === null) return <EmptyState title={text.first} />;
  if (!found.comparable) return <EmptyState title={text.incomparable} />;
  if (found.changes.length === 0) return <EmptyState title={text.none} />;
  const breaking = found.changes.filter((change) => change.breaking);
  const harmless = found.changes.filter((change) => !change.breaking);
  const titled = (title: (count: string, one: boolean) => string, { length }: readonly Change[]): string =>
    title(formatNumber(length, language), length === 1);
  return (
    <>
      {found.cut ? <Notice kind="warning">{<p>{text.cut}</p>}</Notice> : null}
      {breaking.length === 0 ? null : <h2>{titled(text.breakingTitle, breaking)}</h2>}
      <ChangeList language={language} changes={breaking} />
      {harmless.length === 0 ? null : <h2>{titled(text.harmlessTitle, harmless)}</h2>}
      <ChangeList language={language} changes={harmless} />
    </>
  );
};

const shownOperations = 5;

const ChangeList = ({ language, changes }: { readonly language: Language; readonly changes: readonly Change[] }) => {
  if (changes.length === 0) return null;
  const text = texts[language].changes;
  return (
    <ul class="changes">
      {changes.map((change) => {
        const { subject, place, event, values, context } = changeText(change, language);
        // An operation names itself.
        const all = change.subject === 'operation' ? [] : change.operations;
        const operations = all.slice(0, shownOperations);
        const more = all.length - operations.length;
        return (
          <li>
            {change.breaking ? <Badge kind="bad">{text.breaking}</Badge> : null} {subject}{' '}
            {place === '' ? null : <code>{place}</code>} {context === '' ? '' : `(${context})`} – {event}
            {values === '' ? null : (
              <>
                {' '}
                <code>{values}</code>
              </>
            )}
            {operations.length === 0 ? null : (
              <div class="small">
                {text.operations}{' '}
                {operations.map((operation, index) => (
                  <>
                    {index === 0 ? '' : ', '}
                    <code>{operation}</code>
                  </>
                ))}
                {more > 0 ? ` ${text.more(more)}` : ''}
              </div>
            )}
          </li>
        );
      })}
    </ul>
  );
};
