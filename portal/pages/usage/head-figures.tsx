/** The figures of the whole range at a glance, each with how it has changed against the period before. */
import type { Child } from 'hono/jsx';
import type { Language } from '#base/language.ts';
import { formatBytes, formatChange, formatMilliseconds, formatNumber, formatSmallShare } from '#ui/format.ts';
import { changeOf, errorsOf, trafficOf } from '#portal/pages/usage/figures.ts';
import type { Figures, Percentiles } from '#metering/usage/question.ts';
import { texts } from '#portal/pages/usage/texts.ts';
import type { UsageView } from '#portal/pages/usage/view.ts';

export const HeadFigures = ({ visit: { language }, report }: Pick<UsageView, 'visit' | 'report'>) => {
  const text = texts[language].figures;
  const { figures, before } = report;
  const count = (value: number): string => formatNumber(value, language);
  const share = (of: number): string =>
    figures.calls === 0 ? '' : text.share(formatSmallShare(of / figures.calls, language));
  const flagged = figures.flagged === 0 ? '' : text.flagged(count(figures.flagged));
  return (
    <>
      <h2 class="unseen">{text.title}</h2>
      <dl class="figures">
        <Tile name={text.calls} value={count(figures.calls)} note={flagged}>
          <Change language={language} now={figures.calls} before={before.calls} write={count} />
        </Tile>
        <Tile
          name={text.errors}
          value={count(errorsOf(figures))}
          note={`${share(errorsOf(figures))} (${text.errorsHint})`}
        >
          <Change language={language} now={errorsOf(figures)} before={errorsOf(before)} write={count} bad />
        </Tile>
        <Tile name={text.refused} value={count(figures.refused)} note={share(figures.refused)}>
          <Change language={language} now={figures.refused} before={before.refused} write={count} bad />
        </Tile>
        <Traffic language={language} figures={figures} before={before} />
        <Times language={language} name={text.total} now={figures.totalMs} before={before.totalMs} />
        <Times language={language} name={text.upstream} now={figures.upstreamMs} before={before.upstreamMs} />
      </dl>
      <p class="small">{text.lead}</p>
    </>
  );
};

type TileProps = {
  readonly name: string;
  readonly value: string;
  readonly note: string;
  readonly children?: Child;
};

const Tile = ({ name, value, note, children }: TileProps) => (
  <div>
    <dt>{name}</dt>
    <dd class="figure-value">{value}</dd>
    {note === '' ? null : <dd class="figure-change">{note}</dd>}
    <dd class="figure-change">{children}</dd>
  </div>
);

type ChangeProps = {
  readonly language: Language;
  readonly now: number | null;
  readonly before: number | null;
  readonly write: (value: number) => string;
  /** True: the less, the better. */
  readonly bad?: boolean;
  /** What is within this share of the value before is the same. */
  readonly accuracy?: number;
};

/** `+12 % (before: 1,100)`; in colour only where more is worse or better for certain. */
const Change = ({ language, now, before, write, bad, accuracy = 0 }: ChangeProps) => {
  const text = texts[language].figures;
  const change = changeOf(now, before);
  if (change === null) return now === null || now === 0 ? null : <>{text.isNew}</>;
  if (Math.abs(change) <= accuracy) return <>{text.same}</>;
  const kind = bad !== true ? '' : change > 0 ? 'change-bad' : 'change-good';
  return (
    <>
      <span class={kind}>{formatChange(change, language)}</span> ({text.before(write(before ?? 0))})
    </>
  );
};

type PartProps = { readonly language: Language; readonly figures: Figures; readonly before: Figures };

const Traffic = ({ language, figures, before }: PartProps) => {
  const text = texts[language].figures;
  const write = (bytes: number): string => formatBytes(bytes, language);
  const parts = `${text.answers} ${write(figures.answerBytes)}, ${text.requests} ${write(figures.requestBytes)}`;
  return (
    <Tile name={text.bytes} value={write(trafficOf(figures))} note={parts}>
      <Change language={language} now={trafficOf(figures)} before={trafficOf(before)} write={write} />
    </Tile>
  );
};

type TimesProps = {
  readonly language: Language;
  readonly name: string;
  readonly now: Percentiles | null;
  readonly before: Percentiles | null;
};

/** Percentiles are within 1 %: two of them that are less than this apart may be the same. */
const timesAccuracy = 0.025;

const Times = ({ language, name, now, before }: TimesProps) => {
  const text = texts[language].figures;
  const write = (value: number): string => formatMilliseconds(value, language);
  return (
    <div class="figure-rows">
      <dt>{name}</dt>
      <dd>
        {now === null ? (
          text.none
        ) : (
          <table>
            <caption class="unseen">{name}</caption>
            <tbody>
              {(['p50', 'p95', 'p99'] as const).map((one) => (
                <tr>
                  <th scope="row" title={text.percentiles[one]}>
                    {one}
                  </th>
                  <td class="figure-time">{write(now[one])}</td>
                  <td class="figure-change">
                    <Change
                      language={language}
                      now={now[one]}
                      before={before?.[one] ?? null}
                      write={write}
                      accuracy={timesAccuracy}
                      bad
                    />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </dd>
    </div>
  );
};
