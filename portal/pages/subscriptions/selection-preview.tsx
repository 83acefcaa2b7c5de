import type { z } from 'zod';
import type { previewSelection } from '#registry/selection/preview.ts';
import { TextArea } from '#ui/components/field.tsx';
import { FaultSummary, Form, FormButtons } from '#ui/components/form.tsx';
import { Card, Notice } from '#ui/components/page-parts.tsx';
import type { FormState } from '#ui/form-state.ts';
import { addresses } from '#portal/addresses.ts';
import { productParts } from '#portal/pages/subscriptions/reference-parts.ts';
import { texts } from '#portal/pages/subscriptions/texts.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';

type Preview = z.output<typeof previewSelection.output>;
type PreviewProps = {
  readonly visit: AccountVisit;
  readonly application: string;
  readonly preview: Preview;
  readonly ticks: { readonly add: readonly string[]; readonly remove: readonly string[] };
  readonly form: FormState;
};

/** What a selection would do, and the button that does it; none while something in it is impossible. */
export const SelectionPreview = (props: PreviewProps) => {
  const { visit, application, preview } = props;
  const text = texts[visit.language].preview;
  const back = { href: addresses.applicationApis.to({ application }), label: text.change };
  return (
    <>
      <Requests {...props} />
      <Withdrawals {...props} />
      <Beyond title={text.alsoGained} apis={preview.alsoGained} />
      <Beyond title={text.alsoLost} apis={preview.alsoLost} />
      {preview.impossible.length > 0 ? (
        <>
          <FaultSummary form={props.form} />
          <Impossible {...props} />
          <p>
            <a class="button button-plain" href={back.href}>
              {back.label}
            </a>
          </p>
        </>
      ) : (
        <ConfirmForm {...props} back={back} />
      )}
    </>
  );
};

const Requests = ({ visit, preview }: PreviewProps) => {
  const { language } = visit;
  const text = texts[language].preview;
  if (preview.requests.length === 0) return null;
  return (
    <Card title={text.requests}>
      <ul>
        {preview.requests.map(({ name, planName, becomes, approvers, apis, termsDue }) => (
          <li>
            <strong>{name[language]}</strong> ({text.underPlan(planName[language])}){texts[language].colon}{' '}
            {becomes === 'approved' ? text.atOnce : text.waits(approvers.join(', '))}
            <br />
            <code>{apis.join(', ')}</code>
            {termsDue.length === 0 ? null : (
              <p>
                {text.termsDue} {termsDue.join(', ')}
              </p>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
};

const Withdrawals = ({ visit, preview }: PreviewProps) => {
  const text = texts[visit.language].preview;
  if (preview.withdrawals.length === 0) return null;
  return (
    <Card title={text.withdrawals}>
      <ul>
        {preview.withdrawals.map(({ name, state, apis }) => (
          <li>
            <strong>{name[visit.language]}</strong>
            {texts[visit.language].colon} {state === 'pending' ? text.takenBack : text.withdrawn}
            <br />
            <code>{apis.join(', ')}</code>
          </li>
        ))}
      </ul>
    </Card>
  );
};

const Beyond = ({ title, apis }: { readonly title: string; readonly apis: readonly string[] }) =>
  apis.length === 0 ? null : (
    <Notice kind="warning" title={title}>
      <p>
        <code>{apis.join(', ')}</code>
      </p>
    </Notice>
  );

const Impossible = ({ visit, application, preview }: PreviewProps) => {
  const text = texts[visit.language].preview;
  return (
    <Notice kind="fault" title={text.impossible}>
      <ul>
        {preview.impossible.map(({ api, why, product }) => (
          <li>
            <code>{api}</code>
            {texts[visit.language].colon} {text.why[why]}{' '}
            {why !== 'choose-plan' || product === null ? null : (
              <a href={addresses.subscribe.to(productParts(product), { application })}>{text.toProduct}</a>
            )}
          </li>
        ))}
      </ul>
    </Notice>
  );
};

type ConfirmProps = PreviewProps & { readonly back: { readonly href: string; readonly label: string } };

const ConfirmForm = ({ visit, application, preview, ticks, form, back }: ConfirmProps) => {
  const text = texts[visit.language];
  const waits = preview.requests.some(({ becomes }) => becomes === 'pending');
  return (
    <Form action={addresses.applySelection.to({ application })} csrfToken={visit.csrfToken()} form={form}>
      {ticks.add.map((api) => (
        <input type="hidden" name="add" value={api} />
      ))}
      {ticks.remove.map((api) => (
        <input type="hidden" name="remove" value={api} />
      ))}
      {waits ? (
        <TextArea
          form={form}
          name="message"
          label={text.subscribe.message}
          hint={text.subscribe.messageHint}
          maxlength={2000}
        />
      ) : null}
      <FormButtons label={text.preview.confirm} cancel={back} />
    </Form>
  );
};
