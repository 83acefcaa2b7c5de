/** A form that changes something: POST, with its token, and on top what is wrong with it. */
import type { Child } from 'hono/jsx';
import { csrfField, type FormState } from '#ui/form-state.ts';
import { words } from '#ui/words.ts';

type FormProps = {
  readonly action: string;
  readonly csrfToken: string;
  readonly form: FormState;
  /** True when the form sends files. */
  readonly files?: boolean;
  readonly class?: string;
  readonly children?: Child;
};

export const Form = (props: FormProps) => (
  <form
    method="post"
    action={props.action}
    class={props.class ?? 'form'}
    novalidate
    {...(props.files === true ? { enctype: 'multipart/form-data' } : {})}
  >
    <input type="hidden" name={csrfField} value={props.csrfToken} />
    <FaultSummary form={props.form} />
    {props.children}
  </form>
);

/** What is wrong, each fault a link to its field; nothing when all is well. */
export const FaultSummary = ({ form }: { readonly form: FormState }) =>
  form.faults.length === 0 ? null : (
    <div class="notice notice-fault" role="alert" tabindex={-1} data-focus>
      <p class="notice-title">{words[form.language].faultsTitle}</p>
      <ul>
        {form.faults.map(({ path, message }) => (
          <li>{path === '' ? message : <a href={`#field-${path.split('.')[0]}`}>{message}</a>}</li>
        ))}
      </ul>
    </div>
  );

type ActionProps = {
  readonly action: string;
  readonly csrfToken: string;
  /** Hidden fields. */
  readonly fields?: Readonly<Record<string, string>>;
  readonly label: string;
  readonly kind?: 'primary' | 'plain' | 'danger' | 'link';
  /** Why it cannot be done now: the button is shown shut, with this sentence. */
  readonly shut?: string | undefined;
};

/** A form that is one button. */
export const ActionButton = (props: ActionProps) => (
  <form method="post" action={props.action} class="action">
    <input type="hidden" name={csrfField} value={props.csrfToken} />
    {Object.entries(props.fields ?? {}).map(([name, value]) => (
      <input type="hidden" name={name} value={value} />
    ))}
    <button type="submit" class={`button button-${props.kind ?? 'plain'}`} disabled={props.shut !== undefined}>
      {props.label}
    </button>
    {props.shut === undefined ? null : <span class="action-shut">{props.shut}</span>}
  </form>
);

/** The buttons at the end of a form: what it does, and the way back. */
export const FormButtons = (props: {
  readonly label: string;
  readonly kind?: 'primary' | 'danger';
  readonly cancel?: { readonly href: string; readonly label: string };
}) => (
  <div class="form-buttons">
    <button type="submit" class={`button button-${props.kind ?? 'primary'}`}>
      {props.label}
    </button>
    {props.cancel === undefined ? null : (
      <a class="button button-plain" href={props.cancel.href}>
        {props.cancel.label}
      </a>
    )}
  </div>
);
