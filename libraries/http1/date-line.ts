let dateSecond = 0;
let dateText = '';

/** Gives the line of the Date field (RFC 9110 §6.6.1) with its CRLF, made once a second. */
export function dateLine(): string {
  const second = Math.floor(Date.now() / 1000);
  if (second !== dateSecond) {
    dateSecond = second;
    dateText = `date: ${new Date(second * 1000).toUTCString()}\r\n`;
  }
  return dateText;
}
