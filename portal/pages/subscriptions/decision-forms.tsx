/** What each side may do with a request: the provider decides, the application's side takes it back. */
import { Form, FormButtons } from '#ui/components/form.tsx';
import { RadioGroup, TextArea } from '#ui/components/field.tsx';
import { Card } from '#ui/components/page-parts.tsx';
import type { FormState } from '#ui/form-state.ts';
import { addresses } from '#portal/addresses.ts';
import { decisionNames, type DecisionName } from '#portal/pages/subscriptions/decision-names.ts';
import { formOf } from '#portal/pages/subscriptions/request-form.ts';
import type { ShownRequest } from '#portal/pages/subscriptions/shown.ts';
import { texts } from '#portal/pages/subscriptions/texts.ts';
import { freshForm } from '#portal/visit/form.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';

type FormsProps = { readonly visit: AccountVisit; readonly request: ShownRequest; readonly form: FormState };

function actionOf({ id }: ShownRequest): string {
  return addresses.decideRequest.to({ subscription: id });
}

/** The provider's form; what is not open is named, with why. */
export const DecisionForm = ({ visit, request, form }: FormsProps) => {
  const text = texts[visit.language].request;
  const { decisions } = request.options;
  // What waits is rejected, not revoked: the same end, said twice, would only make people wonder.
  const offered = decisionNames.filter((name) => name !== 'revoke' || request.state !== 'pending');
  const open = offered.filter((name) => decisions[name] === 'open');
  const choiceOf = (value: DecisionName) => ({ value, label: text.decisions[value], hint: text.hints[value] });
  if (open.length === 0) return null;
  return (
    <Card title={text.decide}>
      {decisions.approve === 'own' ? <p>{text.own}</p> : null}
      <Form action={actionOf(request)} csrfToken={visit.csrfToken()} form={formOf(form, 'decide') ?? freshForm(visit)}>
        <RadioGroup form={form} name="decision" legend={text.decision} choices={open.map(choiceOf)} />
        <TextArea
          form={formOf(form, 'decide') ?? freshForm(visit)}
          name="reason"
          label={texts[visit.language].fields.reason}
          hint={text.reasonHint}
          maxlength={2000}
          required={open.every((name) => name !== 'approve' && name !== 'resume')}
        />
        <FormButtons label={text.submit} />
      </Form>
    </Card>
  );
};

/** The consumer's form. */
export const WithdrawForm = ({ visit, request, form }: FormsProps) => {
  if (!request.options.withdraw) return null;
  const text = texts[visit.language].request;
  const kind = request.state === 'pending' ? 'pending' : 'other';
  return (
    <Card title={text.withdraw[kind]}>
      <p>{text.withdrawHint[kind]}</p>
      <Form
        action={actionOf(request)}
        csrfToken={visit.csrfToken()}
        form={formOf(form, 'withdraw') ?? freshForm(visit)}
      >
        <input type="hidden" name="decision" value="withdraw" />
        <FormButtons label={text.withdraw[kind]} kind="danger" />
      </Form>
    </Card>
  );
};
