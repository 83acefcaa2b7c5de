/** A table of things: a row each, with a heading a column; on a phone each row stands as a block of its own. */
import type { Child } from 'hono/jsx';

export type Column<Row> = {
  readonly title: string;
  readonly cell: (row: Row) => Child;
  /** Address that sorts by this column, and whether it is sorted so now. */
  readonly sort?: { readonly href: string; readonly order: 'ascending' | 'descending' | 'none' };
  /** True for the column that names the row. */
  readonly names?: boolean;
  readonly numeric?: boolean;
};

type DataTableProps<Row> = {
  readonly caption: string;
  /** True: the caption is read, not shown. */
  readonly captionHidden?: boolean;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
};

export function DataTable<Row>({ caption, captionHidden, columns, rows }: DataTableProps<Row>) {
  return (
    <div class="table-frame" role="region" aria-label={caption} tabindex={0}>
      <table>
        <caption class={captionHidden === true ? 'unseen' : ''}>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ title, sort, numeric }) => (
              <th
                scope="col"
                class={numeric === true ? 'numeric' : ''}
                {...(sort === undefined ? {} : { 'aria-sort': sort.order })}
              >
                {sort === undefined ? title : <a href={sort.href}>{title}</a>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <TableRow columns={columns} row={row} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** One row of it: where a script puts rows in, the server makes them. */
export function TableRow<Row>({ columns, row }: { readonly columns: readonly Column<Row>[]; readonly row: Row }) {
  return (
    <tr>
      {columns.map(({ title, cell, names, numeric }) =>
        names === true ? (
          <th scope="row" data-title={title}>
            {cell(row)}
          </th>
        ) : (
          <td data-title={title} class={numeric === true ? 'numeric' : ''}>
            {cell(row)}
          </td>
        ),
      )}
    </tr>
  );
}
