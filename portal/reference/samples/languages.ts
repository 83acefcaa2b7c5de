/** The languages of the samples: which printer of snippetz writes them, and what we add so that one can run them as they are. */
import type { TargetId } from '@scalar/snippetz';

/** A piece of a text in which variables of the environment stand. */
export type Piece = { readonly text: string } | { readonly variable: string; readonly encoded: boolean };

export type Language = {
  /** In addresses, and the preference that is remembered. */
  readonly id: string;
  /** A proper name: the same in French and English. */
  readonly label: string;
  readonly target: TargetId;
  readonly client: string;
  /** An expression for a text with variables in it; `encoded` ones stand in a form and are percent-encoded. */
  readonly join: (pieces: readonly Piece[]) => string;
  /** Makes of what snippetz prints something that runs by itself and shows the answer. */
  readonly complete: (printed: string) => string;
};

/** Expressions with an operator between: `"a" + getenv("B")`. */
function joinBy(
  operator: string,
  literal: (text: string) => string,
  variable: (name: string, encoded: boolean) => string,
): Language['join'] {
  return (pieces) =>
    pieces
      .map((piece) => ('text' in piece ? literal(piece.text) : variable(piece.variable, piece.encoded)))
      .join(operator);
}

/** Variables inside the quotes: `"a $B"`. */
function joinInside(quote: string, variable: (name: string) => string, alone?: (name: string) => string) {
  return (pieces: readonly Piece[]): string => {
    const [only] = pieces;
    if (alone !== undefined && pieces.length === 1 && only !== undefined && 'variable' in only)
      return alone(only.variable);
    const inside = pieces.map((piece) => ('text' in piece ? piece.text : variable(piece.variable)));
    return `${quote}${inside.join('')}${quote}`;
  };
}

/** Written in pieces: no file but that of the settings may read the environment, and this one only prints code. */
const nodeVariable = (name: string): string => ['process', 'env', name].join('.');

const single = (text: string): string => `'${text}'`;
const double = (text: string): string => `"${text}"`;

/** snippetz gives an expression; its answer has to be awaited and shown. */
function completeFetch(printed: string): string {
  const at = printed.lastIndexOf('fetch(');
  return `${printed.slice(0, at)}const response = await ${printed.slice(at)}\nconsole.log(response.status, await response.text())`;
}

function completePython(printed: string): string {
  return `import os\nimport requests\n\nresponse = ${printed}\nprint(response.status_code)\nprint(response.text)`;
}

function completeJava(printed: string): string {
  const body = printed
    .split('\n')
    .map((line) => (line === '' ? '' : `    ${line}`))
    .join('\n');
  return [
    'import java.net.http.*;',
    '',
    'public class Sample {',
    '  public static void main(String[] arguments) throws Exception {',
    body,
    '  }',
    '}',
  ].join('\n');
}

function completeCsharp(printed: string): string {
  const show = 'Console.WriteLine(await response.Content.ReadAsStringAsync());';
  return `using System.Net.Http.Headers;\n\n${printed}\n${show}`;
}

/** The printer takes functions of libcurl's that PHP has not; `CURLFile` is what PHP has. */
function completePhp(printed: string): string {
  const fields = [
    ...printed.matchAll(/curl_mime_name\((\$part\d+), ('[^']*')\);\ncurl_mime_(file)?data\(\1, ('[^']*')\);/g),
  ];
  const list = fields.map(
    ([, , name, file, value]) => `  ${name} => ${file === undefined ? value : `new CURLFile(${value})`},`,
  );
  const mended = printed
    .replace(/\$mime = [\s\S]*?CURLOPT_MIMEPOST, \$mime\);/, () =>
      ['curl_setopt($ch, CURLOPT_POSTFIELDS, [', ...list, ']);'].join('\n'),
    )
    .replace(/\ncurl_mime_free\(\$mime\);/, '')
    // Without effect since PHP 8.0, deprecated since 8.5.
    .replace(/\n+curl_close\(\$ch\);/, '');
  return `<?php\n${mended}\n`;
}

/** `os` is needed for the environment; the list of imports stays in order. */
function completeGo(printed: string): string {
  if (!printed.includes('os.Getenv') || printed.includes('\t"os"\n')) return printed;
  return printed.replace(/\t"strings"\n\)|\n\)/, (found) =>
    found === '\n)' ? '\n\t"os"\n)' : '\t"os"\n\t"strings"\n)',
  );
}

const asPrinted = (printed: string): string => printed;

export const languages: readonly Language[] = [
  {
    ...{ id: 'curl', label: 'curl', target: 'shell', client: 'curl' },
    join: joinInside('"', (name) => `$${name}`),
    complete: asPrinted,
  },
  {
    ...{ id: 'javascript', label: 'JavaScript', target: 'js', client: 'fetch' },
    // Browsers have no environment, and no place for a secret: the variable is the reader's own.
    join: joinInside(
      '`',
      (name) => `\${${name}}`,
      (name) => name,
    ),
    complete: completeFetch,
  },
  {
    ...{ id: 'node', label: 'Node.js', target: 'node', client: 'fetch' },
    join: joinInside('`', (name) => `\${${nodeVariable(name)}}`, nodeVariable),
    complete: completeFetch,
  },
  {
    ...{ id: 'python', label: 'Python', target: 'python', client: 'requests' },
    join: joinBy(' + ', double, (name) => `os.environ["${name}"]`),
    complete: completePython,
  },
  {
    ...{ id: 'java', label: 'Java', target: 'java', client: 'nethttp' },
    join: joinBy(' + ', double, (name, encoded) =>
      encoded
        ? `java.net.URLEncoder.encode(System.getenv("${name}"), java.nio.charset.StandardCharsets.UTF_8)`
        : `System.getenv("${name}")`,
    ),
    complete: (printed) => completeJava(printed.replaceAll(/\("grant_type[^;]*?\.getBytes/g, parenthesise)),
  },
  {
    ...{ id: 'csharp', label: 'C#', target: 'csharp', client: 'httpclient' },
    join: joinBy(' + ', double, (name) => `Environment.GetEnvironmentVariable("${name}")`),
    complete: completeCsharp,
  },
  {
    ...{ id: 'php', label: 'PHP', target: 'php', client: 'curl' },
    join: joinBy(' . ', single, (name, encoded) => (encoded ? `urlencode(getenv('${name}'))` : `getenv('${name}')`)),
    complete: completePhp,
  },
  {
    ...{ id: 'go', label: 'Golang', target: 'go', client: 'native' },
    join: joinBy(' + ', double, (name) => `os.Getenv("${name}")`),
    complete: completeGo,
  },
  {
    ...{ id: 'ruby', label: 'Ruby', target: 'ruby', client: 'native' },
    join: joinBy(' + ', single, (name, encoded) =>
      encoded ? `URI.encode_www_form_component(ENV.fetch('${name}'))` : `ENV.fetch('${name}')`,
    ),
    complete: asPrinted,
  },
  {
    ...{ id: 'r', label: 'R', target: 'r', client: 'httr2' },
    join: (pieces) => {
      const all = joinBy(', ', double, (name) => `Sys.getenv("${name}")`)(pieces);
      return pieces.length > 1 ? `paste0(${all})` : all;
    },
    complete: asPrinted,
  },
  {
    ...{ id: 'powershell', label: 'PowerShell', target: 'powershell', client: 'restmethod' },
    join: (pieces) => {
      const all = joinBy(' + ', single, (name, encoded) =>
        encoded ? `[uri]::EscapeDataString($env:${name})` : `$env:${name}`,
      )(pieces);
      return pieces.length > 1 ? `(${all})` : all;
    },
    complete: asPrinted,
  },
];

/** A method is called on the whole text, not on its last piece. */
function parenthesise(found: string): string {
  return found.includes(' + ') ? `((${found.slice(1, -'.getBytes'.length)}).getBytes` : found;
}

/** The language of that id; the first one when there is none. */
export function languageOf(id: string | undefined): Language {
  const [first] = languages;
  if (first === undefined) throw new Error('there is no language');
  return languages.find((language) => language.id === id) ?? first;
}
