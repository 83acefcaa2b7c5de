/** Products and APIs as a list: what each is, whose, in which versions. */
import type { Language } from '#base/language.ts';
import { addresses } from '#portal/addresses.ts';
import { texts } from '#portal/pages/catalogue/texts.ts';
import { renderMarkdownLine } from '#portal/reference/markdown.ts';
import type { CatalogueEntry } from '#registry/catalogue/search/schema.ts';
import { Badge } from '#ui/components/page-parts.tsx';
import { words } from '#ui/words.ts';

type EntryListProps = {
  readonly language: Language;
  readonly entries: readonly CatalogueEntry[];
  /** The level of the headings: that below the one above the list. */
  readonly level?: 2 | 3;
};

/** Address of an entry's page. */
function entryAddress({ kind, provider, slug }: CatalogueEntry): string {
  return kind === 'api'
    ? addresses.api.to({ provider: provider.slug, api: slug })
    : addresses.product.to({ provider: provider.slug, product: slug });
}

const shownLength = 240;

/** The beginning of a description, to the last whole word, as text: HTML whose tags have been taken away again. */
function beginning(text: string): string {
  const shown = text.length <= shownLength ? text : `${text.slice(0, shownLength).replace(/\s+\S*$/, '')}…`;
  return renderMarkdownLine(shown).replaceAll(/<[^>]*>/g, '');
}

const Entry = ({
  entry,
  language,
  level,
}: { readonly entry: CatalogueEntry } & Required<Omit<EntryListProps, 'entries'>>) => {
  const text = texts[language];
  const { kind, provider, versions, apis, environments, tags, deprecated } = entry;
  const Heading = level === 2 ? 'h2' : 'h3';
  return (
    <li class="entry">
      <Heading class="entry-name">
        <a href={entryAddress(entry)}>{entry.name[language]}</a>{' '}
        <Badge kind={kind === 'product' ? 'good' : 'plain'}>{text.kind[kind]}</Badge>
        {deprecated ? <Badge kind="waiting">{text.status.deprecated}</Badge> : null}
      </Heading>
      <p class="small">
        {text.by} <a href={addresses.providerPage.to({ provider: provider.slug })}>{provider.name[language]}</a>
        {versions.length > 0 ? ` · ${text.versions(versions.join(', '), versions.length === 1)}` : ''}
        {apis.length > 0 ? ` · ${text.apisOf(apis.join(', '))}` : ''}
      </p>
      {entry.description[language] === '' ? null : (
        <p dangerouslySetInnerHTML={{ __html: beginning(entry.description[language]) }} />
      )}
      {tags.length + environments.length === 0 ? null : (
        <ul class="tags">
          {environments.map((environment) => (
            <li>
              <Badge>{words[language].environment[environment]}</Badge>
            </li>
          ))}
          {tags.map((tag) => (
            <li>
              <a class="badge" href={`${addresses.catalogue.to()}?tag=${encodeURIComponent(tag)}`}>
                {tag}
              </a>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
};

export const EntryList = ({ language, entries, level = 2 }: EntryListProps) => (
  <ul class="entries">
    {entries.map((entry) => (
      <Entry entry={entry} language={language} level={level} />
    ))}
  </ul>
);
