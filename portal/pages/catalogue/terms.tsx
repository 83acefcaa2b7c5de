import type { z } from 'zod';
import { portalItself } from '#accounts/actor.ts';
import type { Language } from '#base/language.ts';
import { addresses } from '#portal/addresses.ts';
import { texts } from '#portal/pages/catalogue/texts.ts';
import { keepable } from '#portal/public-answer.ts';
import { pageNotFound } from '#portal/refusal-page.tsx';
import { showPage } from '#portal/show-page.tsx';
import { param, type Visit } from '#portal/visit/visit.ts';
import { getTerms } from '#registry/catalogue/get-terms.ts';
import { run } from '#registry/operation.ts';
import { Breadcrumbs, Notice, PageHead } from '#ui/components/page-parts.tsx';
import { formatDate } from '#ui/format.ts';

type Terms = z.output<typeof getTerms.output>;
type TermsVersion = Terms['versions'][number];

/** Terms of use: the text of the version in force, or of the one that the address names, and all versions. */
export async function showTerms(visit: Visit): Promise<Response> {
  const { language, services } = visit;
  const text = texts[language].terms;
  const [provider, slug, version] = [param(visit, 'provider'), param(visit, 'terms'), param(visit, 'version')];
  const found = await run(services.registry, portalItself, getTerms, { terms: `${provider}/${slug}` });
  const now = new Date(services.registry.clock.nowMs()).toISOString();
  const inForce = found.versions.findLast(({ effectiveAt }) => effectiveAt <= now);
  const shown = version === '' ? (inForce ?? found.versions[0]) : found.versions.find((one) => one.version === version);
  if (shown === undefined && version !== '') throw pageNotFound();
  const title = found.title[language];
  const page = await showPage(visit, {
    title: shown === undefined ? title : `${title}, ${text.version(shown.version)}`,
    description: text.description(title),
    body: (
      <>
        <Breadcrumbs
          label={texts[language].crumbs}
          crumbs={[{ label: texts[language].catalogue.title, href: addresses.catalogue.to() }, { label: title }]}
        />
        <PageHead title={title} {...(shown === undefined ? {} : { lead: standing(shown, inForce, now, language) })} />
        {found.retired ? <Notice kind="information">{<p>{text.retired}</p>}</Notice> : null}
        {shown === undefined ? <p>{text.none}</p> : <p class="prose as-typed">{shown.text[language]}</p>}
        <Versions language={language} terms={found} shown={shown} inForce={inForce} now={now} />
        <p>
          {text.consent} <a href={addresses.applications.to()}>{text.mine}</a>
        </p>
      </>
    ),
  });
  return keepable(visit, page);
}

/** Which version it is, and whether it counts. */
function standing(version: TermsVersion, inForce: TermsVersion | undefined, now: string, language: Language): string {
  const text = texts[language].terms;
  const date = formatDate(version.effectiveAt, language);
  const name = text.version(version.version);
  if (version.effectiveAt > now) return `${name}, ${text.upcoming(date)}.`;
  return version === inForce ? `${name}, ${text.inForce} ${text.since(date)}.` : `${name} (${date}). ${text.old}`;
}

type VersionsProps = {
  readonly language: Language;
  readonly terms: Terms;
  readonly shown: TermsVersion | undefined;
  readonly inForce: TermsVersion | undefined;
  readonly now: string;
};

const Versions = ({ language, terms: { reference, versions }, shown, inForce, now }: VersionsProps) => {
  const text = texts[language].terms;
  const [provider = '', terms = ''] = reference.split('/');
  if (versions.length < 2) return null;
  return (
    <>
      <h2>{text.versions}</h2>
      <ul>
        {versions.toReversed().map((one) => (
          <li>
            <a
              href={addresses.termsVersion.to({ provider, terms, version: one.version })}
              {...(one === shown ? { 'aria-current': 'page' as const } : {})}
            >
              {text.version(one.version)}
            </a>
            {', '}
            {one === inForce
              ? `${text.inForce} ${text.since(formatDate(one.effectiveAt, language))}`
              : one.effectiveAt > now
                ? text.upcoming(formatDate(one.effectiveAt, language))
                : formatDate(one.effectiveAt, language)}
          </li>
        ))}
      </ul>
    </>
  );
};
