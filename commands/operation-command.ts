/** Commands that are an operation of the registry: its fields are their arguments, its schema says of which kind. */
import { z } from 'zod';
import type { LocalisedText } from '#base/problem.ts';
import type { Command, Invocation, OpenedRegistry } from '#commands/command.ts';
import { wrongUsage } from '#commands/usage.ts';
import { runAny, type AnyOperation } from '#registry/any-operation.ts';
import type { Actor } from '#registry/operation.ts';

/** Who acts at the command line: whoever may open the data folder. */
export const commandLine: Actor = { kind: 'operator', name: 'command line' };

type OperationCommand = {
  readonly words: readonly string[];
  readonly operation: AnyOperation;
  readonly summary: LocalisedText;
  /** Fields that are given by their place, in this order; all others are flags. */
  readonly positionals?: readonly string[];
  /** Flags that are named otherwise than their field: `code` for `organisationCode`. */
  readonly flags?: Readonly<Record<string, string>>;
  /** A field whose value is a secret: read from standard input with `--<field>-stdin`, never from the arguments. */
  readonly fromInput?: string;
  /** Turns the gathered fields into the operation's input, where they differ. */
  readonly complete?: (fields: Fields, registry: OpenedRegistry) => Promise<Fields> | Fields;
};

type Fields = Readonly<Record<string, unknown>>;
type FieldKind = 'boolean' | 'number' | 'array' | 'text';

const shapeSchema = z.looseObject({
  properties: z.record(z.string(), z.looseObject({ type: z.string().optional() })).default({}),
  required: z.array(z.string()).default([]),
});

const capitalPattern = /[A-Z]/g;

function flagName(field: string): string {
  return field.replace(capitalPattern, (letter) => `-${letter.toLowerCase()}`);
}

function kindOf(type: string | undefined): FieldKind {
  if (type === 'boolean' || type === 'array') return type;
  return type === 'integer' || type === 'number' ? 'number' : 'text';
}

/** The operation's fields: name, flag, kind, and whether they must be given. */
function fieldsOf(declared: OperationCommand) {
  const shape = shapeSchema.parse(z.toJSONSchema(declared.operation.input, { io: 'input', unrepresentable: 'any' }));
  return Object.entries(shape.properties).map(([name, { type }]) => ({
    name,
    flag: declared.flags?.[name] ?? flagName(name),
    kind: kindOf(type),
    required: shape.required.includes(name),
  }));
}

type Field = ReturnType<typeof fieldsOf>[number];

function gather(declared: OperationCommand, flagged: readonly Field[], { positionals, values }: Invocation): Fields {
  const names = declared.positionals ?? [];
  if (positionals.length !== names.length) {
    const expected = names.map((name) => flagName(name).toUpperCase()).join(' ') || '–';
    throw wrongUsage({
      en: `expected ${names.length} argument(s): ${expected}; got ${positionals.length}`,
      fr: `${names.length} argument(s) attendu(s) : ${expected} ; ${positionals.length} donné(s)`,
    });
  }
  const placed = names.map((name, at) => [name, positionals[at]]);
  const given = flagged
    .filter((field) => values[field.flag] !== undefined)
    .map((field) => [field.name, field.kind === 'number' ? Number(values[field.flag]) : values[field.flag]]);
  return Object.fromEntries([...placed, ...given]);
}

/** Makes the command of an operation. */
export function operationCommand(declared: OperationCommand): Command {
  const placed = declared.positionals ?? [];
  const flagged = fieldsOf(declared).filter(
    (field) => !placed.includes(field.name) && field.name !== declared.fromInput,
  );
  const inputFlag = declared.fromInput === undefined ? undefined : `${declared.fromInput}-stdin`;
  const usage = [
    ...placed.map((name) => flagName(name).toUpperCase()),
    ...flagged.map((field) => {
      const text = field.kind === 'boolean' ? `--${field.flag}` : `--${field.flag} ${field.kind.toUpperCase()}`;
      return field.required ? text : `[${text}]`;
    }),
    ...(inputFlag === undefined ? [] : [`[--${inputFlag}]`]),
  ];
  return {
    words: declared.words,
    usage: usage.join(' '),
    summary: declared.summary,
    options: Object.fromEntries([
      ...flagged.map((field) => [
        field.flag,
        {
          type: field.kind === 'boolean' ? 'boolean' : 'string',
          ...(field.kind === 'array' ? { multiple: true } : {}),
        },
      ]),
      ...(inputFlag === undefined ? [] : [[inputFlag, { type: 'boolean' }]]),
    ]),
    run: async (invocation) => {
      const gathered = gather(declared, flagged, invocation);
      const fields =
        declared.fromInput !== undefined && invocation.values[`${declared.fromInput}-stdin`] === true
          ? { ...gathered, [declared.fromInput]: (await invocation.readInput()).replace(/\r?\n$/, '') }
          : gathered;
      const registry = await invocation.openRegistry();
      try {
        const input = (await declared.complete?.(fields, registry)) ?? fields;
        invocation.print(await runAny(registry, commandLine, declared.operation, input));
        return undefined;
      } finally {
        await registry.close();
      }
    },
  };
}
