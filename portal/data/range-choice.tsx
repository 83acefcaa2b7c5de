/** Which part of a series is shown: the last years, all of it, or a period of one's own. */
import type { Language } from '#base/language.ts';
import { addresses } from '#portal/addresses.ts';
import { lastYears, offeredYears, wholeRange, type Range } from '#portal/data/range.ts';
import type { Series } from '#portal/data/shapes.ts';
import type { DataSource } from '#portal/data/source.ts';
import { texts } from '#portal/data/texts.ts';
import { Tabs } from '#ui/components/page-parts.tsx';

type Props = {
  readonly language: Language;
  readonly data: DataSource;
  readonly series: Series;
  readonly range: Range;
};

export const RangeChoice = ({ language, data, series, range }: Props) => {
  const text = texts[language];
  const { dataset, key, last } = series;
  const address = { ...data.named, dataset, series: key };
  const offered = [
    ...(last === null ? [] : offeredYears.map((years) => [text.lastYears(years), lastYears(last, years)] as const)),
    [text.whole, wholeRange] as const,
  ];
  const tabs = offered.map(([label, { from, to }]) => ({
    label,
    href: addresses.apiSeries.to(address, { from, to }),
    current: from === range.from && to === range.to,
  }));
  return (
    <>
      <Tabs label={text.range} tabs={tabs} />
      <details open={tabs.every(({ current }) => !current)}>
        <summary>{text.ownRange}</summary>
        <form method="get" action={addresses.apiSeries.to(address)} class="narrow" aria-label={text.ownRange}>
          <PeriodField language={language} name="from" label={text.from} value={range.from} />
          <PeriodField language={language} name="to" label={text.to} value={range.to} />
          <div>
            <button type="submit" class="button button-plain">
              {text.show}
            </button>
          </div>
        </form>
      </details>
    </>
  );
};

type FieldProps = {
  readonly language: Language;
  readonly name: 'from' | 'to';
  readonly label: string;
  readonly value: string;
};

const PeriodField = ({ language, name, label, value }: FieldProps) => (
  <div>
    <label for={`period-${name}`}>{label}</label>
    <input
      id={`period-${name}`}
      type="text"
      name={name}
      value={value}
      maxlength={20}
      autocomplete="off"
      aria-describedby={`period-${name}-hint`}
    />
    <p class="field-hint" id={`period-${name}-hint`}>
      {texts[language].periodHint}
    </p>
  </div>
);
