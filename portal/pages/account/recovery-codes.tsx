/** How many recovery codes are left, and making new ones. */
import { readSecondFactors } from '#accounts/second-factors/read.ts';
import { renewRecoveryCodes } from '#accounts/second-factors/recovery-codes/make.ts';
import { ActionButton } from '#ui/components/form.tsx';
import { Notice, PageHead } from '#ui/components/page-parts.tsx';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { AccountTabs } from '#portal/pages/account/account-tabs.tsx';
import { doorsOf } from '#portal/pages/account/doors.ts';
import { showNewRecoveryCodes } from '#portal/pages/account/new-recovery-codes.tsx';
import { texts } from '#portal/pages/account/texts.ts';
import { showPage } from '#portal/show-page.tsx';
import type { AccountVisit } from '#portal/visit/visit.ts';

export async function showRecoveryCodes(visit: AccountVisit): Promise<Response> {
  const { recovery: own } = texts[visit.language];
  const factors = await readSecondFactors(visit.services.registry.database.query, visit.session.accountId);
  const useful = factors.totpSince !== null || factors.passkeys.length > 0;
  return showPage(visit, {
    title: own.title,
    body: (
      <>
        <PageHead title={own.title} lead={own.lead} />
        <AccountTabs visit={visit} current="security" />
        {useful ? (
          <>
            <p>{own.left(factors.recoveryCodesLeft)}</p>
            <ActionButton action={addresses.recoveryCodes.to()} csrfToken={visit.csrfToken()} label={own.renew} />
            <p>{own.renewText}</p>
          </>
        ) : (
          <Notice kind="information">
            <p>{own.none}</p>
          </Notice>
        )}
      </>
    ),
  });
}

export async function sendRecoveryCodes(visit: AccountVisit): Promise<Response> {
  const codes = await renewRecoveryCodes(doorsOf(visit), visit.session);
  if (codes.length === 0) return seeOther(visit, addresses.recoveryCodes.to());
  return showNewRecoveryCodes(visit, codes, null);
}
