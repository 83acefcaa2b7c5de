import type { Language } from '#base/language.ts';
import { DataTable } from '#ui/components/data-table.tsx';
import { formatMoment } from '#ui/format.ts';
import type { ShownRequest } from '#portal/pages/subscriptions/shown.ts';
import { texts } from '#portal/pages/subscriptions/texts.ts';

type Step = ShownRequest['history'][number];

/** What a step was, from the states that it went between. */
function nameOf({ fromState, toState, withdrawn }: Step, language: Language): string {
  const text = texts[language].request.steps;
  const names: Readonly<Record<string, string>> = text;
  if (fromState === null) return toState === 'approved' ? `${text.requested}, ${text.approved}` : text.requested;
  if (withdrawn) return text.withdrawn;
  if (fromState === 'suspended' && toState === 'approved') return text.resumed;
  return names[toState] ?? toState;
}

/** Who took it: the asker for the request, and the name under which it was decided. */
function whoOf(step: Step, request: ShownRequest, language: Language): string {
  if (step.decidedAs !== 'automatic') return step.decidedAs;
  return `${request.requester?.name ?? texts[language].nobody} (${texts[language].request.automatic})`;
}

type HistoryProps = { readonly language: Language; readonly request: ShownRequest };

/** Every step of a subscription's life. */
export const History = ({ language, request }: HistoryProps) => {
  const text = texts[language].request;
  return (
    <>
      <h2>{text.history}</h2>
      <DataTable
        caption={text.historyCaption}
        captionHidden
        rows={request.history}
        columns={[
          { title: text.when, names: true, cell: (step) => formatMoment(step.decidedAt, language) },
          { title: text.what, cell: (step) => nameOf(step, language) },
          { title: text.who, cell: (step) => whoOf(step, request, language) },
          {
            title: texts[language].fields.reason,
            cell: (step) => <span class="as-typed">{step.fromState === null ? '' : step.reason}</span>,
          },
        ]}
      />
    </>
  );
};
