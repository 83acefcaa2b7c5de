/** Which time is shown: one click for the usual ranges, a form for all others. It needs no script. */
import { TextField } from '#ui/components/field.tsx';
import { FaultSummary } from '#ui/components/form.tsx';
import { formatDate, formatMoment } from '#ui/format.ts';
import { words } from '#ui/words.ts';
import { rangeNames, type AskedRange } from '#portal/pages/usage/range.ts';
import { texts } from '#portal/pages/usage/texts.ts';
import type { UsagePlace, UsageView } from '#portal/pages/usage/view.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';

type Props = { readonly visit: AccountVisit; readonly asked: AskedRange; readonly place: UsagePlace };

export const RangeForm = ({ visit, asked, place }: Props) => {
  const { language } = visit;
  const text = texts[language].range;
  const form = { language, given: asked.given, faults: asked.faults };
  const kept = { ...place.narrowed?.query, environment: asked.environment };
  const open = asked.range.name === null || asked.environment !== null || asked.faults.length > 0;
  return (
    <div class="range">
      <nav aria-label={text.label}>
        <ul class="range-names">
          {rangeNames.map((name) => (
            <li>
              <a
                href={place.to({ ...kept, range: name })}
                {...(asked.range.name === name ? { 'aria-current': 'true' as const } : {})}
              >
                {text.names[name]}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <details open={open}>
        <summary>{place.environments ? text.otherDays : text.days}</summary>
        <FaultSummary form={form} />
        <form method="get" action={place.to({})} class="filters">
          {Object.entries(place.narrowed?.query ?? {}).map(([name, value]) => (
            <input type="hidden" name={name} value={value ?? ''} />
          ))}
          <TextField form={form} name="from" type="date" label={text.from} />
          <TextField form={form} name="to" type="date" label={text.to} />
          {place.environments ? <EnvironmentField visit={visit} asked={asked} /> : null}
          <button type="submit" class="button button-plain">
            {text.show}
          </button>
        </form>
      </details>
    </div>
  );
};

const EnvironmentField = ({ visit, asked }: Omit<Props, 'place'>) => {
  const text = texts[visit.language].range;
  const { environment } = words[visit.language];
  return (
    <div class="field">
      <label for="field-environment">{text.environment}</label>
      <select id="field-environment" name="environment">
        <option value="">{text.both}</option>
        {(['sandbox', 'production'] as const).map((one) => (
          <option value={one} selected={asked.environment === one}>
            {environment[one]}
          </option>
        ))}
      </select>
    </div>
  );
};

/** The range that is shown, in words, and in which time zone. */
export const RangeText = ({ visit, asked, report, place }: UsageView) => {
  const { language } = visit;
  const text = texts[language];
  const { fromMs, toMs, step } = report;
  const fine = step === 'minute' || (step === 'hour' && asked.range.name === '24h');
  const write = (atMs: number): string =>
    fine ? formatMoment(new Date(atMs), language) : formatDate(new Date(atMs), language);
  return (
    <p class="small">
      {text.range.shown(write(fromMs), write(fine ? toMs : toMs - 1))}{' '}
      {asked.environment === null ? null : `${words[language].environment[asked.environment]}. `}
      {step === 'minute' || step === asked.range.step ? null : `${text.range.coarser[step]} `}
      {text.range.zone}
      {place.narrowed === null ? null : (
        <>
          {' '}
          <strong>{place.narrowed.text}</strong> <a href={place.to({})}>{text.narrowed.all}</a>
        </>
      )}
    </p>
  );
};
