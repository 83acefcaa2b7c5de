/** Commands that are an operation of the registry: its fields are their arguments, its schema says of which kind. */
import { z } from 'zod';
import type { LocalisedText } from '#base/problem.ts';
import { expectArguments, type Command, type CommandOption, type Given } from '#commands/command.ts';
import { commandLine, withRegistry } from '#commands/registry-session.ts';
import { resultLines } from '#commands/result-text.ts';
import { runAny, type AnyOperation } from '#registry/any-operation.ts';
import type { Registry } from '#registry/operation.ts';

type Fields = Readonly<Record<string, unknown>>;

type OperationCommand = {
  readonly name: string;
  readonly operation: AnyOperation;
  readonly summary: LocalisedText;
  /** Arguments given by their place, in this order: fields of the operation unless `complete` turns them into some. */
  readonly positionals?: readonly string[];
  /** Fields that are no flags, because `complete` gives them. */
  readonly hidden?: readonly string[];
  /** Flags that are named otherwise than their field: `code` for `organisationCode`. */
  readonly flags?: Readonly<Record<string, string>>;
  /** A field that is a secret: read from standard input with `--<field>-stdin`, never from the arguments. */
  readonly fromInput?: string;
  /** Turns what was given into the operation's input, where they differ. */
  readonly complete?: (given: Fields, registry: Registry) => Promise<Fields> | Fields;
  /** What of the result people are shown, where all of it is no table to read; `--json` gives all. */
  readonly shown?: (result: unknown) => unknown;
};

type Field = {
  readonly name: string;
  readonly flag: string;
  readonly type: string;
  readonly required: boolean;
  readonly text: string;
};

const shapeSchema = z.looseObject({
  properties: z
    .record(z.string(), z.looseObject({ type: z.string().optional(), description: z.string().optional() }))
    .default({}),
  required: z.array(z.string()).default([]),
});

const capitalPattern = /[A-Z]/g;

function flagName(field: string): string {
  return field.replace(capitalPattern, (letter) => `-${letter.toLowerCase()}`);
}

/** The operation's fields that are flags. */
function flaggedFields(declared: OperationCommand): readonly Field[] {
  const shape = shapeSchema.parse(z.toJSONSchema(declared.operation.input, { io: 'input', unrepresentable: 'any' }));
  const elsewhere = new Set([...(declared.positionals ?? []), ...(declared.hidden ?? []), declared.fromInput]);
  return Object.entries(shape.properties)
    .filter(([name]) => !elsewhere.has(name))
    .map(([name, { type = 'string', description = '' }]) => ({
      name,
      flag: declared.flags?.[name] ?? flagName(name),
      type,
      required: shape.required.includes(name),
      text: description,
    }));
}

function optionOf({ type, required, text }: Field): CommandOption {
  const note = required ? { en: `${text} (required)`, fr: `${text} (obligatoire)` } : { en: text, fr: text };
  if (type === 'boolean') return { type: 'boolean', text: note };
  return { type: 'string', value: type.toUpperCase(), text: note, ...(type === 'array' ? { multiple: true } : {}) };
}

/** Numbers come as text; what is no number stays text, so that the operation's schema refuses it by name. */
function valueOf(field: Field, value: unknown): unknown {
  const isNumber = field.type === 'integer' || field.type === 'number';
  return isNumber && !Number.isNaN(Number(value)) ? Number(value) : value;
}

function gather(declared: OperationCommand, fields: readonly Field[], given: Given): Fields {
  const placed = expectArguments(given, declared.positionals ?? []);
  const flagged = fields
    .filter((field) => given.options[field.flag] !== undefined)
    .map((field) => [field.name, valueOf(field, given.options[field.flag])]);
  return { ...placed, ...Object.fromEntries(flagged) };
}

/** Makes the command of an operation. */
export function operationCommand(declared: OperationCommand): Command {
  const { fromInput } = declared;
  const fields = flaggedFields(declared);
  const inputFlag = `${fromInput ?? ''}-stdin`;
  const inputOption: CommandOption = {
    type: 'boolean',
    text: { en: `Read the ${fromInput} from standard input.`, fr: `Lire « ${fromInput} » sur l'entrée standard.` },
  };
  return {
    name: declared.name,
    summary: declared.summary,
    usage: (declared.positionals ?? []).map((name) => `<${name}>`).join(' '),
    options: {
      ...Object.fromEntries(fields.map((field) => [field.flag, optionOf(field)])),
      ...(fromInput === undefined ? {} : { [inputFlag]: inputOption }),
    },
    run: async (context, given) => {
      const gathered = gather(declared, fields, given);
      const input =
        fromInput !== undefined && given.options[inputFlag] === true
          ? { ...gathered, [fromInput]: (await context.readInput()).replace(/\r?\n$/, '') }
          : gathered;
      const result = await withRegistry(context, async (registry) =>
        runAny(registry, commandLine, declared.operation, (await declared.complete?.(input, registry)) ?? input),
      );
      return { json: result, text: resultLines(declared.shown?.(result) ?? result) };
    },
  };
}
