/** A schema: its type in a line, what is inside below. */
import { DescriptionLine } from '#portal/reference/parts/description.tsx';
import type { PropertyView, SchemaView } from '#portal/reference/contract/schema-view.ts';
import type { ReferenceTexts } from '#portal/reference/en.ts';

type Props = { readonly schema: SchemaView; readonly text: ReferenceTexts };

/** `integer (int64)`, `array of Dossier`. */
export const SchemaType = ({ schema, text }: Props) => {
  const { definition, types, format, items } = schema;
  if (definition !== null) return <a href={`#${definition.anchor}`}>{definition.name}</a>;
  if (items !== null && types.includes('array')) {
    return (
      <>
        {text.schema.arrayOf} <SchemaType schema={items} text={text} />
      </>
    );
  }
  const named = types.length === 0 ? text.schema.any : types.join(' | ');
  return <code>{format === '' ? named : `${named} (${format})`}</code>;
};

/** What limits a value: allowed values, bounds, default, examples. */
export const SchemaLimits = ({ schema, text }: Props) => {
  const { values, fallback, examples, constraints, deprecated, readOnly, writeOnly } = schema;
  const words = [
    deprecated ? text.schema.deprecated : '',
    readOnly ? text.schema.readOnly : '',
    writeOnly ? text.schema.writeOnly : '',
  ].filter((word) => word !== '');
  return (
    <>
      {words.length === 0 ? null : <p class="schema-limit">{words.join(', ')}</p>}
      <Values label={text.schema.values} values={values} />
      <Values label={text.schema.fallback} values={fallback === null ? [] : [fallback]} />
      <Values label={text.schema.example} values={examples.slice(0, 3)} />
      {constraints.map(({ name, value }) => (
        <p class="schema-limit">
          {name}: <code>{value}</code>
        </p>
      ))}
    </>
  );
};

const Values = ({ label, values }: { readonly label: string; readonly values: readonly string[] }) =>
  values.length === 0 ? null : (
    <p class="schema-limit">
      {label}{' '}
      {values.map((value, at) => (
        <>
          {at === 0 ? '' : ', '}
          <code>{value}</code>
        </>
      ))}
    </p>
  );

/** True when there is more to a schema than its type and limits. */
function hasInside({ properties, additional, items, variants, definition }: SchemaView): boolean {
  if (definition !== null && properties.length === 0) return false;
  return properties.length > 0 || additional !== null || variants.length > 0 || (items !== null && hasInside(items));
}

/** The inside of a schema: properties, what others may be, alternatives. */
export const SchemaInside = ({ schema, text }: Props) => {
  if (schema.items !== null && schema.properties.length === 0)
    return <SchemaInside schema={schema.items} text={text} />;
  if (!hasInside(schema)) return null;
  return (
    <div class="schema-inside">
      {schema.properties.length === 0 ? null : (
        <ul class="schema-properties" aria-label={text.schema.properties}>
          {schema.properties.map((property) => (
            <Property property={property} text={text} />
          ))}
        </ul>
      )}
      {schema.additional === null ? null : schema.additional === 'none' ? (
        <p class="schema-limit">{text.schema.noAdditional}</p>
      ) : (
        <p class="schema-limit">
          {text.schema.additional} <SchemaType schema={schema.additional} text={text} />
        </p>
      )}
      {schema.variants.map(({ kind, schemas }) => (
        <>
          <p class="schema-limit">{text.schema[kind]}</p>
          <ul class="schema-properties">
            {schemas.map((one) => (
              <li>
                <SchemaType schema={one} text={text} /> <DescriptionLine text={one.description} />
                <SchemaLimits schema={one} text={text} />
                <SchemaInside schema={one} text={text} />
              </li>
            ))}
          </ul>
        </>
      ))}
      {schema.cut ? <p class="schema-limit">{text.schema.cut}</p> : null}
    </div>
  );
};

const Property = ({ property, text }: { readonly property: PropertyView; readonly text: ReferenceTexts }) => {
  const { name, required, schema } = property;
  return (
    <li>
      <code class="schema-name">{name}</code> <SchemaType schema={schema} text={text} />
      {required ? <span class="schema-required"> {text.operation.required}</span> : null}{' '}
      <DescriptionLine text={schema.description} />
      <SchemaLimits schema={schema} text={text} />
      {hasInside(schema) ? (
        <details>
          <summary>
            {text.schema.properties} <span class="unseen">{name}</span>
          </summary>
          <SchemaInside schema={schema} text={text} />
        </details>
      ) : null}
    </li>
  );
};
