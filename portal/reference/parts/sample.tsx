/** Code samples, and the choice of the language they are written in. */
import { CodeBlock, Tabs } from '#ui/components/page-parts.tsx';
import { languageOf, languages, type Language as SampleLanguage } from '#portal/reference/samples/languages.ts';
import { printSample } from '#portal/reference/samples/print.ts';
import type { SampleRequest } from '#portal/reference/samples/sample-request.ts';
import { texts } from '#portal/reference/texts.ts';
import { withQuery } from '#portal/route.ts';
import { query, type Visit } from '#portal/visit/visit.ts';

const yearSeconds = 365 * 86_400;

/** The language of the samples: the one that the address asks for, which the browser then keeps, or the one it kept. */
export function chosenLanguage(visit: Visit): SampleLanguage {
  const asked = query(visit, 'language');
  if (!languages.some(({ id }) => id === asked)) return languageOf(visit.cookies.get('guichet_samples'));
  visit.cookies.set('guichet_samples', asked, yearSeconds);
  return languageOf(asked);
}

type TabsProps = { readonly visit: Visit; readonly current: SampleLanguage };

/** Links to this page with the samples in each language. */
export const LanguageTabs = ({ visit, current }: TabsProps) => (
  <Tabs
    label={texts[visit.language].choose.languages}
    tabs={languages.map(({ id, label }) => ({
      label,
      href: withQuery(visit.url.pathname, { application: query(visit, 'application'), language: id }),
      current: id === current.id,
    }))}
  />
);

type SampleProps = {
  readonly visit: Visit;
  readonly language: SampleLanguage;
  readonly name: string;
  readonly request: SampleRequest;
};

export const Sample = ({ visit, language, name, request }: SampleProps) => {
  const text = texts[visit.language];
  const variables = ['CLIENT_SECRET', 'ACCESS_TOKEN', 'API_KEY', 'API_USERNAME', 'API_PASSWORD'];
  const code = printSample(language, request);
  const used = variables.filter((variable) => code.includes(variable));
  return (
    <>
      <CodeBlock language={visit.language} label={text.sample(language.label, name)} code={code} />
      {used.length === 0 ? null : <p class="field-hint">{text.environmentVariables(used.join(', '))}</p>}
    </>
  );
};
