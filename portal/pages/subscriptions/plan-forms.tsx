/** The plan of a subscription: the application's side asks for another one, the provider decides. */
import { RadioGroup, TextArea } from '#ui/components/field.tsx';
import { Form, FormButtons } from '#ui/components/form.tsx';
import { Card } from '#ui/components/page-parts.tsx';
import type { FormState } from '#ui/form-state.ts';
import { formatMoment } from '#ui/format.ts';
import { addresses } from '#portal/addresses.ts';
import { limitsText } from '#portal/pages/subscriptions/limits-text.ts';
import { formOf } from '#portal/pages/subscriptions/request-form.ts';
import type { ShownRequest } from '#portal/pages/subscriptions/shown.ts';
import { texts } from '#portal/pages/subscriptions/texts.ts';
import { freshForm } from '#portal/visit/form.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';

type Props = { readonly visit: AccountVisit; readonly request: ShownRequest; readonly form: FormState };

/** Asks for another plan; nothing where the product has no other, or the subscription has ended. */
export const AskPlanForm = ({ visit, request, form }: Props) => {
  const { language } = visit;
  const { ask } = texts[language].request.plan;
  const others = request.plans.filter(({ slug }) => slug !== request.plan.slug);
  if (!request.options.askPlan || (others.length === 0 && request.wanted === null)) return null;
  const fresh = freshForm(visit, { plan: request.wanted?.plan.slug ?? request.plan.slug });
  const own = formOf(form, 'ask-plan') ?? fresh;
  return (
    <Card title={ask.title}>
      <p>{ask.hint}</p>
      <Form action={addresses.askPlan.to({ subscription: request.id })} csrfToken={visit.csrfToken()} form={own}>
        <input type="hidden" name="about" value="ask-plan" />
        <RadioGroup
          form={own}
          name="plan"
          legend={ask.legend}
          choices={[request.plan, ...others].map((plan) => ({
            value: plan.slug,
            label: plan.slug === request.plan.slug ? ask.present(plan.name[language]) : plan.name[language],
            hint: limitsText(plan, language),
          }))}
        />
        <TextArea form={own} name="message" label={ask.message} hint={ask.messageHint} maxlength={2000} />
        <FormButtons label={ask.submit} />
      </Form>
    </Card>
  );
};

/** Decides about the plan that is asked for. */
export const DecidePlanForm = ({ visit, request, form }: Props) => {
  const { language } = visit;
  const text = texts[language];
  const { decide } = text.request.plan;
  const { wanted, options } = request;
  if (wanted === null || options.decidePlan === 'none') return null;
  const own = formOf(form, 'decide-plan') ?? freshForm(visit);
  const offered = options.decidePlan === 'own' ? (['reject'] as const) : (['approve', 'reject'] as const);
  const asked = request.plans.find(({ slug }) => slug === wanted.plan.slug);
  return (
    <Card title={decide.title}>
      <p>
        {decide.asked(
          wanted.plan.name[language],
          request.plan.name[language],
          formatMoment(wanted.requestedAt, language),
        )}
        {asked === undefined ? '' : ` ${limitsText(asked, language)}.`}
      </p>
      {wanted.message === '' ? null : <p class="as-typed">{wanted.message}</p>}
      {options.decidePlan === 'own' ? <p>{text.request.own}</p> : null}
      <Form action={addresses.decidePlan.to({ subscription: request.id })} csrfToken={visit.csrfToken()} form={own}>
        <input type="hidden" name="about" value="decide-plan" />
        <RadioGroup
          form={own}
          name="planDecision"
          legend={text.request.decision}
          choices={offered.map((value) => ({ value, label: text.request.decisions[value], hint: decide.hints[value] }))}
        />
        <TextArea
          form={own}
          name="planReason"
          label={text.fields.reason}
          hint={decide.reasonHint}
          maxlength={2000}
          required={options.decidePlan === 'own'}
        />
        <FormButtons label={text.request.submit} />
      </Form>
    </Card>
  );
};
