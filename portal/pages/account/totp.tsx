/** Setting up an authenticator app, and removing it. */
import { z } from 'zod';
import { beginTotp } from '#accounts/second-factors/totp/begin.ts';
import { confirmTotp } from '#accounts/second-factors/totp/confirm.ts';
import { removeTotp } from '#accounts/second-factors/totp/remove.ts';
import { TextField } from '#ui/components/field.tsx';
import { ActionButton, Form, FormButtons } from '#ui/components/form.tsx';
import { PageHead } from '#ui/components/page-parts.tsx';
import { words } from '#ui/words.ts';
import type { FormState } from '#ui/form-state.ts';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { AccountTabs } from '#portal/pages/account/account-tabs.tsx';
import { doorsOf } from '#portal/pages/account/doors.ts';
import { showNewRecoveryCodes } from '#portal/pages/account/new-recovery-codes.tsx';
import { QrCode } from '#portal/pages/account/qr-code.tsx';
import { texts } from '#portal/pages/account/texts.ts';
import { withFault } from '#portal/pages/account/with-fault.ts';
import { showPage } from '#portal/show-page.tsx';
import { attempt, freshForm, readForm } from '#portal/visit/form.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';

const schema = z.strictObject({ code: z.string().trim().min(1).max(20) });

export const showTotp = (visit: AccountVisit): Promise<Response> => totpPage(visit, freshForm(visit));

/** Confirms the app by its first code; with the first second step come recovery codes. */
export async function sendTotp(visit: AccountVisit): Promise<Response> {
  const { totp: own } = texts[visit.language];
  const read = readForm(visit, schema);
  if (!read.ok) return totpPage(visit, read.form, read.status);
  const done = await attempt(visit, read.form, () => confirmTotp(doorsOf(visit), visit.session, read.value.code));
  if (!done.ok) return totpPage(visit, done.form, done.status);
  if (!done.value.right) return totpPage(visit, withFault(read.form, 'code', own.wrong), 422);
  const { recoveryCodes } = done.value;
  if (recoveryCodes.length > 0) return showNewRecoveryCodes(visit, recoveryCodes, own.added);
  return seeOther(visit, addresses.security.to(), own.added);
}

export async function showRemoveTotp(visit: AccountVisit): Promise<Response> {
  const { totp: own, security } = texts[visit.language];
  return showPage(visit, {
    title: own.removeTitle,
    body: (
      <>
        <PageHead title={own.removeTitle} lead={own.removeText} />
        <AccountTabs visit={visit} current="security" />
        <ActionButton
          action={addresses.removeTotp.to()}
          csrfToken={visit.csrfToken()}
          label={security.remove}
          kind="danger"
        />
      </>
    ),
  });
}

export async function sendRemoveTotp(visit: AccountVisit): Promise<Response> {
  await removeTotp(doorsOf(visit), visit.session);
  return seeOther(visit, addresses.security.to(), texts[visit.language].totp.removed);
}

/** Letters in fours, for people who type them. */
function inFours(secret: string): string {
  return secret.replaceAll(/.{4}(?=.)/g, '$& ');
}

async function totpPage(visit: AccountVisit, form: FormState, status = 200): Promise<Response> {
  const { totp: own } = texts[visit.language];
  const offer = await beginTotp(doorsOf(visit), visit.session);
  if (offer === null) return seeOther(visit, addresses.security.to(), own.already);
  return showPage(visit, {
    title: own.title,
    status,
    body: (
      <>
        <PageHead title={own.title} lead={own.lead} />
        <AccountTabs visit={visit} current="security" />
        <QrCode text={offer.address} label={own.qr} />
        <p>{own.byHand}</p>
        <div class="code" data-copy={own.copy} data-copied={own.copied}>
          <pre tabindex={0}>
            <code>{inFours(offer.secret)}</code>
          </pre>
        </div>
        <Form action={addresses.totp.to()} csrfToken={visit.csrfToken()} form={form}>
          <TextField
            form={form}
            name="code"
            label={own.code}
            required
            inputmode="numeric"
            autocomplete="one-time-code"
          />
          <FormButtons
            label={own.send}
            cancel={{ href: addresses.security.to(), label: words[visit.language].cancel }}
          />
        </Form>
      </>
    ),
  });
}
