import type { z } from 'zod';
import { addresses } from '#portal/addresses.ts';
import { StateBadges } from '#portal/pages/operator/accounts/state.tsx';
import { OperatorFrame } from '#portal/pages/operator/frame.tsx';
import { texts } from '#portal/pages/operator/texts.ts';
import { showPage } from '#portal/show-page.tsx';
import { param, type AccountVisit } from '#portal/visit/visit.ts';
import { getAccount } from '#registry/accounts/get.ts';
import { run } from '#registry/operation.ts';
import { DataTable } from '#ui/components/data-table.tsx';
import { ActionButton } from '#ui/components/form.tsx';
import { Facts } from '#ui/components/page-parts.tsx';
import { formatMoment } from '#ui/format.ts';
import { words } from '#ui/words.ts';

type Account = z.output<typeof getAccount.output>;

/** Reads the account of the address. @throws Problem `account.not_found` (404) */
export function readShownAccount(visit: AccountVisit): Promise<Account> {
  return run(visit.services.registry, visit.actor, getAccount, { account: param(visit, 'account') });
}

type PartProps = { readonly visit: AccountVisit; readonly account: Account };

const AccountFacts = ({ visit, account }: PartProps) => {
  const { language } = visit;
  const text = texts[language].accounts;
  const { audit, mails } = { audit: addresses.operatorAudit, mails: addresses.operatorMails };
  return (
    <Facts
      facts={[
        [text.name, account.name],
        [texts[language].state, <StateBadges account={account} text={text} />],
        [text.hasPassword, account.hasPassword ? words[language].yes : words[language].no],
        [texts[language].createdAt, formatMoment(account.createdAt, language)],
        [
          texts[language].audit.title,
          <>
            <a href={audit.to({ actorName: account.email })}>{text.doneByIt}</a>
            <br />
            <a href={audit.to({ subjectType: 'account', subjectId: account.id })}>{text.doneToIt}</a>
          </>,
        ],
        [texts[language].mails.title, <a href={mails.to({ recipient: account.email })}>{text.mails}</a>],
        ['Id', <code>{account.id}</code>],
      ]}
    />
  );
};

const Memberships = ({ visit, account }: PartProps) => {
  const { accounts: text, members } = texts[visit.language];
  if (account.memberships.length === 0) return <p>{text.noMemberships}</p>;
  return (
    <DataTable
      caption={text.memberships}
      captionHidden
      rows={account.memberships}
      columns={[
        {
          title: texts[visit.language].organisations.name,
          names: true,
          cell: ({ slug, name }) => <a href={addresses.operatorOrganisation.to({ organisation: slug })}>{name}</a>,
        },
        { title: members.role, cell: ({ role }) => members[role] },
      ]}
    />
  );
};

/** What can be done with the account; steps that close something lead over a page that says what they mean. */
const Changes = ({ visit, account }: PartProps) => {
  const text = texts[visit.language].accounts;
  const of = { account: account.id };
  const own = account.id === visit.session.accountId;
  return (
    <p class="form-buttons">
      {account.active ? null : (
        <ActionButton
          action={addresses.operatorActivateAccount.to(of)}
          csrfToken={visit.csrfToken()}
          kind="primary"
          label={text.activate}
        />
      )}
      {account.active && !own ? (
        <a class="button button-danger" href={addresses.operatorShutAccount.to(of)}>
          {text.shutIt}
        </a>
      ) : null}
      {own ? null : (
        <a class="button button-plain" href={addresses.operatorResetFactors.to(of)}>
          {text.resetFactors}
        </a>
      )}
      {own ? (
        <span class="action-shut">{text.own}</span>
      ) : (
        <a class="button button-plain" href={addresses.operatorRight.to(of)}>
          {account.operator ? text.unmakeOperator : text.makeOperator}
        </a>
      )}
    </p>
  );
};

/** One account: what it is, where it belongs, what can be changed. Passwords are not to be seen. */
export async function showAccount(visit: AccountVisit): Promise<Response> {
  const account = await readShownAccount(visit);
  const text = texts[visit.language].accounts;
  return showPage(visit, {
    title: account.email,
    body: (
      <OperatorFrame
        language={visit.language}
        area="accounts"
        title={account.email}
        above={[{ label: text.title, href: addresses.operatorAccounts.to() }]}
      >
        <AccountFacts visit={visit} account={account} />
        <h2>{text.memberships}</h2>
        <Memberships visit={visit} account={account} />
        <h2>{text.manage}</h2>
        <Changes visit={visit} account={account} />
      </OperatorFrame>
    ),
  });
}
