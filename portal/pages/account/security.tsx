/** What protects the account: password and second steps, each with what can be done about it. */
import type { Child } from 'hono/jsx';
import { readSecondFactors } from '#accounts/second-factors/read.ts';
import { Badge, PageHead } from '#ui/components/page-parts.tsx';
import { formatDate } from '#ui/format.ts';
import { addresses } from '#portal/addresses.ts';
import { AccountTabs } from '#portal/pages/account/account-tabs.tsx';
import { texts } from '#portal/pages/account/texts.ts';
import { showPage } from '#portal/show-page.tsx';
import type { AccountVisit } from '#portal/visit/visit.ts';

type CardProps = {
  readonly title: string;
  readonly badge?: Child;
  readonly href?: string;
  readonly action?: string;
  readonly children?: Child;
};

const Card = ({ title, badge, href, action, children }: CardProps) => (
  <section class="card">
    <h2>
      {title} {badge}
    </h2>
    {children}
    {href === undefined ? null : (
      <p>
        <a class="button button-plain" href={href}>
          {action}
        </a>
      </p>
    )}
  </section>
);

export async function showSecurity(visit: AccountVisit): Promise<Response> {
  const { security: own, changePassword } = texts[visit.language];
  const factors = await readSecondFactors(visit.services.registry.database.query, visit.session.accountId);
  const { totpSince, passkeys, recoveryCodesLeft } = factors;
  const badge = (on: boolean) => <Badge kind={on ? 'good' : 'plain'}>{on ? own.on : own.off}</Badge>;
  const protectedBySecond = totpSince !== null || passkeys.length > 0;
  return showPage(visit, {
    title: own.title,
    body: (
      <>
        <PageHead title={own.title} lead={own.secondText} />
        <AccountTabs visit={visit} current="security" />
        <Card title={texts[visit.language].password} href={addresses.changePassword.to()} action={changePassword.title}>
          <p>{own.passwordText}</p>
        </Card>
        <Card
          title={own.totp}
          badge={badge(totpSince !== null)}
          href={totpSince === null ? addresses.totp.to() : addresses.removeTotp.to()}
          action={totpSince === null ? own.setUp : own.remove}
        >
          <p>{totpSince === null ? own.totpOff : own.totpOn(formatDate(totpSince, visit.language))}</p>
        </Card>
        <Card
          title={own.passkeys}
          badge={<Badge kind={passkeys.length > 0 ? 'good' : 'plain'}>{own.passkeyCount(passkeys.length)}</Badge>}
          href={addresses.passkeys.to()}
          action={own.managePasskeys}
        >
          <p>{own.passkeysText}</p>
        </Card>
        <Card
          title={own.recovery}
          {...(protectedBySecond ? { href: addresses.recoveryCodes.to(), action: own.manageRecovery } : {})}
        >
          <p>{protectedBySecond ? own.recoveryLeft(recoveryCodesLeft) : own.recoveryNone}</p>
        </Card>
      </>
    ),
  });
}
