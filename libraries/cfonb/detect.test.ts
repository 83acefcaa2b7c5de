import assert from 'node:assert/strict';
import test from 'node:test';
import { detect } from '#cfonb/detect.ts';
import { writeOrders } from '#cfonb/orders/write.ts';
import { writeReturns } from '#cfonb/returns/write.ts';
import { sampleBatch, sampleReturns } from '#cfonb/test/samples.ts';
import { amount, balance, complement, fileOf, movement, smallStatement } from '#cfonb/test/records.ts';

test('each format is told from its first record, with its line ends', () => {
  const cases = [
    [fileOf(smallStatement), 'cfonb120', 'lf'],
    [fileOf(smallStatement, '\r\n'), 'cfonb120', 'crlf'],
    [fileOf(smallStatement, '\r'), 'cfonb120', 'cr'],
    [fileOf(smallStatement, ''), 'cfonb120', 'none'],
    [Buffer.concat([Buffer.from('\ufeff\n'), fileOf(smallStatement)]), 'cfonb120', 'lf'],
    [fileOf([complement('LIB', 'A')]), 'cfonb120', 'lf'],
    [writeReturns([sampleReturns]), 'cfonb240', 'lf'],
    [writeOrders([sampleBatch], { lineEnding: '' }), 'cfonb160', 'none'],
  ] as const;
  for (const [bytes, format, lineEnding] of cases)
    assert.deepEqual(detect(bytes), { format, lineEnding, encoding: 'auto' });
});

test('accents in the first record do not hide it, and ISO-646-FR is told by signs within words', () => {
  const first = balance('01', amount(1), { text: 'RELEVÉ DÉTAILLÉ' });
  for (const encoding of ['latin1', 'utf8'] as const) {
    assert.equal(detect(Buffer.from(first, encoding))?.format, 'cfonb120', encoding);
  }
  const label = movement(amount(1), { text: 'G{n{rale' });
  assert.equal(detect(fileOf([balance('01', amount(1)), label]))?.encoding, 'iso646-fr');
});

test('what is something else is nothing of this', () => {
  const others = {
    nothing: '',
    blanks: ' \n\n ',
    'a zip': 'PK\u0003\u0004\u0014\u0000\u0008',
    'a web page': '<!doctype html><html>',
    CSV: 'date;label;amount\n2024-01-01;A;1',
    'a number': '0123456789012345678901234567890',
    XML: '<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">',
  };
  for (const [name, text] of Object.entries(others)) assert.equal(detect(Buffer.from(text)), null, name);
});
