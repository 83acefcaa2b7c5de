/** What a look at a contract has found, and how it differs from what callers have now. */
import type { z } from 'zod';
import type { reviewContract } from '#registry/offer/apis/review-contract.ts';
import { DataTable } from '#ui/components/data-table.tsx';
import { Badge, Notice } from '#ui/components/page-parts.tsx';
import { formatNumber } from '#ui/format.ts';
import { changeText } from '#portal/pages/catalogue/change-text.ts';
import { texts } from '#portal/pages/provider/texts.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';

export type Review = z.output<typeof reviewContract.output>;
type Props = { readonly visit: AccountVisit; readonly review: Review };

/** What was found, errors first; nothing without a contract. */
export const Findings = ({ visit, review }: Props) => {
  const { language } = visit;
  const text = texts[language].api;
  const { look } = review;
  if (look === null) return <p>{text.noContract}</p>;
  const errors = look.findings.filter(({ severity }) => severity === 'error').length;
  const warnings = look.findings.length - errors;
  return (
    <>
      <p>{text.found(look.format, formatNumber(look.operations, language))}</p>
      {errors === 0 ? null : (
        <Notice kind="fault">
          <p>{text.errors(formatNumber(errors, language))}</p>
        </Notice>
      )}
      {warnings === 0 ? null : <p>{text.warnings(formatNumber(warnings, language))}</p>}
      {look.findings.length === 0 ? (
        <p>{text.noFindings}</p>
      ) : (
        <DataTable
          caption={text.findings}
          rows={look.findings}
          columns={[
            {
              title: text.kind,
              cell: ({ severity }) => (
                <Badge kind={severity === 'error' ? 'bad' : 'waiting'}>{text.severity[severity]}</Badge>
              ),
            },
            { title: text.finding, names: true, cell: ({ message }) => message[language] },
            { title: text.advice, cell: ({ advice }) => advice[language] },
            { title: text.place, cell: ({ place }) => <code>{place}</code> },
          ]}
        />
      )}
    </>
  );
};

/** What programs would notice; nothing when there is nothing to compare with. */
export const Differences = ({ visit, review, version }: Props & { readonly version: string }) => {
  const { language } = visit;
  const text = texts[language].api;
  const { since, changes, cut } = review;
  if (since === null) return null;
  return (
    <>
      <h3>{text.changes(since === version ? text.inForce : text.versionOf(since))}</h3>
      {changes.length === 0 ? <p>{text.noChanges}</p> : null}
      {cut ? <p>{text.cut}</p> : null}
      <ul class="changes">
        {changes.map((change) => {
          const said = changeText(change, language);
          return (
            <li>
              {change.breaking ? <Badge kind="bad">{text.breaking}</Badge> : null} {said.subject}{' '}
              <code>{said.place}</code> {said.event} {said.values} {said.context}{' '}
              {change.operations.slice(0, shownOperations).join(', ')}
            </li>
          );
        })}
      </ul>
    </>
  );
};

const shownOperations = 5;
