/** Who can change what stands in the way, and an address to write to. */
import type { Child } from 'hono/jsx';
import { withQuery } from '#portal/route.ts';

type WhoProps = {
  /** What stands before the name. */
  readonly label: string;
  readonly name: string;
  readonly mail: { readonly address: string; readonly subject: string; readonly label: string } | null;
  /** A button for the one who reads this. */
  readonly children?: Child;
};

export const WhoCanChange = ({ label, name, mail, children }: WhoProps) => (
  <p class="links">
    <span>
      {label} <strong>{name}</strong>
    </span>
    {mail === null ? null : <a href={mailAddress(mail.address, mail.subject)}>{mail.label}</a>}
    {children}
  </p>
);

/** RFC 6068: a mail program takes `+` as it stands, so that blanks are written out. */
function mailAddress(address: string, subject: string): string {
  return withQuery(`mailto:${address}`, { subject }).replaceAll('+', '%20');
}
