/**
 * The spaces of French punctuation, which no line may be broken at: narrow before `;`, `?`, `!`, whole before `:`, `%`, `€`
 * and inside guillemets (Lexique des règles typographiques en usage à l’Imprimerie nationale). Authors write plain spaces;
 * what people read gets these.
 */

const narrowSpace = '\u202f';
const wholeSpace = '\u00a0';

/** Gives a French text its spaces. */
export function frenchSpaces(text: string): string {
  return text
    .replace(/ (?=[;?!])/g, narrowSpace)
    .replace(/ (?=[:%€»])/g, wholeSpace)
    .replaceAll('« ', `«${wholeSpace}`);
}

/** What stands in these is code, or goes back to the server as it is. */
const verbatim = new Set(['code', 'kbd', 'pre', 'samp', 'script', 'style', 'textarea']);

/** A comment, a tag (its name is captured, with the slash of one that ends), or the text up to the next of these. */
const pieces = /<!--[^]*?-->|<(\/?[a-z][a-z0-9-]*)(?:"[^"]*"|'[^']*'|[^"'>])*>|[^<]+|</gi;

/** Gives the texts of a French page their spaces; attributes, code and what is typed in stay as they are. */
export function frenchSpacesInHtml(html: string): string {
  let inside: string | null = null;
  return html.replace(pieces, (piece: string, tag: string | undefined) => {
    if (tag === undefined) return inside === null && !piece.startsWith('<') ? frenchSpaces(piece) : piece;
    const name = tag.toLowerCase();
    if (inside === null && verbatim.has(name)) inside = name;
    else if (name === `/${inside}`) inside = null;
    return piece;
  });
}
