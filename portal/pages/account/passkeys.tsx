/** The passkeys of who is logged in: adding and removing them. */
import { z } from 'zod';
import { limits } from '#base/limits.ts';
import { addPasskey, offerPasskey } from '#accounts/second-factors/passkeys/add.ts';
import { removePasskey } from '#accounts/second-factors/passkeys/remove.ts';
import { readSecondFactors, type ListedPasskey } from '#accounts/second-factors/read.ts';
import { DataTable } from '#ui/components/data-table.tsx';
import { TextField } from '#ui/components/field.tsx';
import { ActionButton, FaultSummary } from '#ui/components/form.tsx';
import { EmptyState, PageHead } from '#ui/components/page-parts.tsx';
import type { FormState } from '#ui/form-state.ts';
import { formatDate, formatMoment } from '#ui/format.ts';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { AccountTabs } from '#portal/pages/account/account-tabs.tsx';
import { doorsOf } from '#portal/pages/account/doors.ts';
import { showNewRecoveryCodes } from '#portal/pages/account/new-recovery-codes.tsx';
import { PasskeyForm } from '#portal/pages/account/passkey-form.tsx';
import { texts } from '#portal/pages/account/texts.ts';
import { withFault } from '#portal/pages/account/with-fault.ts';
import { showPage } from '#portal/show-page.tsx';
import { freshForm, readForm } from '#portal/visit/form.ts';
import { param, type AccountVisit } from '#portal/visit/visit.ts';

const schema = z.strictObject({
  label: z.string().trim().min(1).max(limits.passkeyLabelLength),
  answer: z.string().min(1).max(limits.passkeyAnswerLength),
});

export const showPasskeys = (visit: AccountVisit): Promise<Response> => passkeysPage(visit, fresh(visit));

function fresh(visit: AccountVisit): FormState {
  return freshForm(visit, { label: texts[visit.language].passkeys.defaultLabel });
}

/** The challenge of an addition, for the script: JSON. */
export async function sendPasskeyChallenge(visit: AccountVisit): Promise<Response> {
  return Response.json(await offerPasskey(doorsOf(visit), visit.session));
}

export async function sendPasskey(visit: AccountVisit): Promise<Response> {
  const { passkeys: own } = texts[visit.language];
  const read = readForm(visit, schema);
  if (!read.ok) return passkeysPage(visit, read.form, read.status);
  const added = await addPasskey(doorsOf(visit), visit.session, read.value);
  if (!added.added) {
    const text = added.state === 'too-many' ? own.tooMany : own.refused;
    return passkeysPage(visit, withFault(fresh(visit), '', text), 422);
  }
  if (added.recoveryCodes.length > 0) return showNewRecoveryCodes(visit, added.recoveryCodes, own.added);
  return seeOther(visit, addresses.passkeys.to(), own.added);
}

export async function sendRemovePasskey(visit: AccountVisit): Promise<Response> {
  await removePasskey(doorsOf(visit), visit.session, param(visit, 'passkey'));
  return seeOther(visit, addresses.passkeys.to(), texts[visit.language].passkeys.removed);
}

async function passkeysPage(visit: AccountVisit, form: FormState, status = 200): Promise<Response> {
  const { passkeys: own } = texts[visit.language];
  const { passkeys } = await readSecondFactors(visit.services.registry.database.query, visit.session.accountId);
  return showPage(visit, {
    title: own.title,
    status,
    scripts: ['passkey.js'],
    body: (
      <>
        <PageHead title={own.title} />
        <AccountTabs visit={visit} current="security" />
        <FaultSummary form={form} />
        {passkeys.length === 0 ? (
          <EmptyState title={own.empty}>
            <p>{own.emptyText}</p>
          </EmptyState>
        ) : (
          <PasskeyTable visit={visit} passkeys={passkeys} />
        )}
        <noscript>
          <p>{own.needsScript}</p>
        </noscript>
        <PasskeyForm
          visit={visit}
          does="make"
          action={addresses.passkeys.to()}
          challenge={addresses.passkeyChallenge.to()}
          label={own.add}
        >
          <TextField
            form={form}
            name="label"
            label={own.label}
            hint={own.labelHint}
            required
            maxlength={limits.passkeyLabelLength}
          />
        </PasskeyForm>
      </>
    ),
  });
}

type TableProps = { readonly visit: AccountVisit; readonly passkeys: readonly ListedPasskey[] };

const PasskeyTable = ({ visit, passkeys }: TableProps) => {
  const { passkeys: own } = texts[visit.language];
  return (
    <DataTable
      caption={own.title}
      captionHidden
      rows={passkeys}
      columns={[
        { title: own.columns.label, names: true, cell: ({ label }) => label },
        { title: own.columns.created, cell: ({ createdAt }) => formatDate(createdAt, visit.language) },
        {
          title: own.columns.used,
          cell: ({ lastUsedAt }) => (lastUsedAt === null ? own.never : formatMoment(lastUsedAt, visit.language)),
        },
        {
          title: own.columns.action,
          cell: ({ id, label }) => (
            <ActionButton
              action={addresses.removePasskey.to({ passkey: id })}
              csrfToken={visit.csrfToken()}
              label={own.remove(label)}
            />
          ),
        },
      ]}
    />
  );
};
