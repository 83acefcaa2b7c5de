/** The steps of an account's life that operators take; what a step means is said before it is taken. */
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { readShownAccount } from '#portal/pages/operator/accounts/account.tsx';
import { OperatorFrame } from '#portal/pages/operator/frame.tsx';
import { texts } from '#portal/pages/operator/texts.ts';
import { showPage } from '#portal/show-page.tsx';
import { freshForm } from '#portal/visit/form.ts';
import { param, type AccountVisit } from '#portal/visit/visit.ts';
import { activateAccount } from '#registry/accounts/activate.ts';
import { deactivateAccount } from '#registry/accounts/deactivate.ts';
import { resetSecondFactors } from '#registry/accounts/reset-second-factors.ts';
import { makeOperator, unmakeOperator } from '#registry/accounts/set-operator.ts';
import { run } from '#registry/operation.ts';
import { Form, FormButtons } from '#ui/components/form.tsx';
import { words } from '#ui/words.ts';

type Question = {
  readonly title: string;
  /** What the step means. */
  readonly what: string;
  readonly label: string;
  readonly action: string;
  readonly account: { readonly id: string; readonly email: string };
};

function ask(visit: AccountVisit, { title, what, label, action, account }: Question): Promise<Response> {
  const { language } = visit;
  const back = addresses.operatorAccount.to({ account: account.id });
  const list = { label: texts[language].accounts.title, href: addresses.operatorAccounts.to() };
  return showPage(visit, {
    title,
    body: (
      <OperatorFrame
        language={language}
        area="accounts"
        title={title}
        above={[list, { label: account.email, href: back }]}
      >
        <p>
          <strong>{account.email}</strong>
        </p>
        <p>{what}</p>
        <Form action={action} csrfToken={visit.csrfToken()} form={freshForm(visit)}>
          <FormButtons label={label} kind="danger" cancel={{ href: back, label: words[language].cancel }} />
        </Form>
      </OperatorFrame>
    ),
  });
}

function back(visit: AccountVisit, notice: string): Response {
  return seeOther(visit, addresses.operatorAccount.to({ account: param(visit, 'account') }), notice);
}

/** Activates an account. */
export async function activate(visit: AccountVisit): Promise<Response> {
  await run(visit.services.registry, visit.actor, activateAccount, { account: param(visit, 'account') });
  return back(visit, texts[visit.language].accounts.activated);
}

/** Says what it means to shut an account. */
export async function askToShut(visit: AccountVisit): Promise<Response> {
  const account = await readShownAccount(visit);
  const text = texts[visit.language].accounts;
  const action = addresses.operatorShutAccount.to({ account: account.id });
  return ask(visit, { title: text.shutTitle, what: text.shutWhat, label: text.shutNow, action, account });
}

/** Shuts an account. @throws Problem `account.own_account` (409) */
export async function shut(visit: AccountVisit): Promise<Response> {
  await run(visit.services.registry, visit.actor, deactivateAccount, { account: param(visit, 'account') });
  return back(visit, texts[visit.language].accounts.shutDone);
}

/** Says what it means to take the second factors off an account. */
export async function askToResetFactors(visit: AccountVisit): Promise<Response> {
  const account = await readShownAccount(visit);
  const text = texts[visit.language].accounts;
  const action = addresses.operatorResetFactors.to({ account: account.id });
  return ask(visit, { title: text.factorsTitle, what: text.factorsWhat, label: text.factorsNow, action, account });
}

/** Takes them off. */
export async function resetFactors(visit: AccountVisit): Promise<Response> {
  await run(visit.services.registry, visit.actor, resetSecondFactors, { account: param(visit, 'account') });
  return back(visit, texts[visit.language].accounts.factorsDone);
}

/** Says what it means to give an account the operator's right, or to take it away. */
export async function askAboutOperator(visit: AccountVisit): Promise<Response> {
  const account = await readShownAccount(visit);
  const text = texts[visit.language].accounts;
  const action = addresses.operatorRight.to({ account: account.id });
  return account.operator
    ? ask(visit, { title: text.unmakeTitle, what: text.unmakeWhat, label: text.unmakeNow, action, account })
    : ask(visit, { title: text.makeTitle, what: text.makeWhat, label: text.makeNow, action, account });
}

/** Gives the right, or takes it away. @throws Problem `account.own_account` (409) */
export async function switchOperator(visit: AccountVisit): Promise<Response> {
  const { id: account, operator } = await readShownAccount(visit);
  const { services, actor } = visit;
  await run(services.registry, actor, operator ? unmakeOperator : makeOperator, { account });
  const text = texts[visit.language].accounts;
  return back(visit, operator ? text.unmakeDone : text.makeDone);
}
