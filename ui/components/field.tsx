/** Fields of a form: a label, the field, a hint, and what is wrong with it, tied together for screen readers. */
import type { Child } from 'hono/jsx';
import { faultOf, givenText, isGiven, type FormState } from '#ui/form-state.ts';
import { words } from '#ui/words.ts';

type Common = {
  readonly form: FormState;
  readonly name: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly required?: boolean;
  /** Sets the ids of this form's fields apart where several forms with the same fields stand on a page. */
  readonly scope?: string | undefined;
};

function idOf({ name, scope }: Pick<Common, 'name' | 'scope'>): string {
  return scope === undefined ? name : `${scope}-${name}`;
}

/** Ids and ARIA attributes that tie a field to its texts (WCAG 2.2, 1.3.1 and 3.3.1). */
function ties({ form, name, hint, required, scope }: Common) {
  const id = idOf({ name, scope });
  const fault = faultOf(form, name);
  const described = [hint === undefined ? '' : `hint-${id}`, fault === undefined ? '' : `fault-${id}`].filter(
    (id) => id !== '',
  );
  return {
    id: `field-${id}`,
    name,
    ...(described.length > 0 ? { 'aria-describedby': described.join(' ') } : {}),
    ...(fault === undefined ? {} : { 'aria-invalid': 'true' as const }),
    ...(required === true ? { required: true } : {}),
  };
}

const Around = (props: Common & { readonly children?: Child }) => {
  const { form, name, label, hint, required } = props;
  const id = idOf(props);
  const fault = faultOf(form, name);
  return (
    <div class={fault === undefined ? 'field' : 'field field-wrong'}>
      <label for={`field-${id}`}>
        {label}
        {required === true ? null : <span class="field-optional"> {words[form.language].optional}</span>}
      </label>
      {hint === undefined ? null : (
        <p class="field-hint" id={`hint-${id}`}>
          {hint}
        </p>
      )}
      {fault === undefined ? null : (
        <p class="field-fault" id={`fault-${id}`}>
          {fault}
        </p>
      )}
      {props.children}
    </div>
  );
};

type TextFieldProps = Common & {
  readonly type?: 'text' | 'email' | 'tel' | 'url' | 'password' | 'number' | 'date' | 'search';
  readonly autocomplete?: string;
  readonly inputmode?: 'numeric' | 'text';
  readonly maxlength?: number;
  readonly min?: string;
  readonly max?: string;
  /** What stands in the field when the form holds nothing for it. */
  readonly value?: string;
};

/** A line of text, a number, a date, a password. */
export const TextField = (props: TextFieldProps) => (
  <Around {...props}>
    <input
      {...ties(props)}
      type={props.type ?? 'text'}
      value={props.type === 'password' ? '' : givenText(props.form, props.name) || (props.value ?? '')}
      {...(props.autocomplete === undefined ? {} : { autocomplete: props.autocomplete })}
      {...(props.inputmode === undefined ? {} : { inputmode: props.inputmode })}
      {...(props.maxlength === undefined ? {} : { maxlength: props.maxlength })}
      {...(props.min === undefined ? {} : { min: props.min })}
      {...(props.max === undefined ? {} : { max: props.max })}
    />
  </Around>
);

/** A text of several lines. */
export const TextArea = (props: Common & { readonly rows?: number; readonly maxlength?: number }) => (
  <Around {...props}>
    <textarea
      {...ties(props)}
      rows={props.rows ?? 4}
      {...(props.maxlength === undefined ? {} : { maxlength: props.maxlength })}
    >
      {givenText(props.form, props.name)}
    </textarea>
  </Around>
);

export type Choice = { readonly value: string; readonly label: string; readonly hint?: string | undefined };

/** A list of which one is chosen. */
export const SelectField = (props: Common & { readonly choices: readonly Choice[]; readonly empty?: string }) => (
  <Around {...props}>
    <select {...ties(props)}>
      {props.empty === undefined ? null : <option value="">{props.empty}</option>}
      {props.choices.map(({ value, label }) => (
        <option value={value} selected={isGiven(props.form, props.name, value)}>
          {label}
        </option>
      ))}
    </select>
  </Around>
);

/** A file to send. */
export const FileField = (props: Common & { readonly accept?: string }) => (
  <Around {...props}>
    <input {...ties(props)} type="file" {...(props.accept === undefined ? {} : { accept: props.accept })} />
  </Around>
);

type TickProps = {
  readonly form: FormState;
  readonly name: string;
  readonly label: Child;
  readonly value?: string;
  readonly hint?: string | undefined;
  readonly required?: boolean;
};

/** A box to tick. */
export const Tick = (props: TickProps) => {
  const value = props.value ?? 'on';
  const id = value === 'on' ? `field-${props.name}` : `field-${props.name}-${value}`;
  const fault = faultOf(props.form, props.name);
  const described = [
    props.hint === undefined ? '' : `hint-${id}`,
    fault === undefined ? '' : `fault-${props.name}`,
  ].filter((one) => one !== '');
  return (
    <div class={fault === undefined ? 'tick' : 'tick field-wrong'}>
      {fault === undefined || value !== 'on' ? null : (
        <p class="field-fault" id={`fault-${props.name}`}>
          {fault}
        </p>
      )}
      <input
        type="checkbox"
        id={id}
        name={props.name}
        value={value}
        checked={isGiven(props.form, props.name, value)}
        {...(props.required === true ? { required: true } : {})}
        {...(described.length > 0 ? { 'aria-describedby': described.join(' ') } : {})}
      />
      <label for={id}>{props.label}</label>
      {props.hint === undefined ? null : (
        <p class="field-hint" id={`hint-${id}`}>
          {props.hint}
        </p>
      )}
    </div>
  );
};

type GroupProps = { readonly form: FormState; readonly name: string; readonly legend: string; readonly hint?: string };

/** Buttons of which one is chosen. */
export const RadioGroup = (props: GroupProps & { readonly choices: readonly Choice[] }) => {
  const fault = faultOf(props.form, props.name);
  return (
    <fieldset class={fault === undefined ? 'group' : 'group field-wrong'} id={`field-${props.name}`}>
      <legend>{props.legend}</legend>
      {props.hint === undefined ? null : <p class="field-hint">{props.hint}</p>}
      {fault === undefined ? null : (
        <p class="field-fault" id={`fault-${props.name}`}>
          {fault}
        </p>
      )}
      {props.choices.map(({ value, label, hint }) => (
        <div class="tick">
          <input
            type="radio"
            id={`field-${props.name}-${value}`}
            name={props.name}
            value={value}
            checked={isGiven(props.form, props.name, value)}
            {...(hint === undefined ? {} : { 'aria-describedby': `hint-${props.name}-${value}` })}
          />
          <label for={`field-${props.name}-${value}`}>{label}</label>
          {hint === undefined ? null : (
            <p class="field-hint" id={`hint-${props.name}-${value}`}>
              {hint}
            </p>
          )}
        </div>
      ))}
    </fieldset>
  );
};
