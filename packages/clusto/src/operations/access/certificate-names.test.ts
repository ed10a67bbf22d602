import { expect, test } from 'vitest';
import { certificateNames } from './certificate-names.ts';

test.each([
  [
    'DNS:a.example, URI:spiffe://site/deploy, IP Address:10.0.0.1',
    ['DNS=a.example', 'URI=spiffe://site/deploy', 'IP=10.0.0.1'],
  ],
  ['email:me@example.com, Registered ID:1.2.3', ['email=me@example.com']],
  // a name with a comma, which would otherwise read as two
  ['DNS:"good.example, DNS:evil.example"', ['DNS=good.example, DNS:evil.example']],
  ['URI:"http://a/\\"b, c", DNS:d', ['URI=http://a/"b, c', 'DNS=d']],
  ['DNS:good.example, "DNS:evil.example', []],
  ['', []],
])('%s', (subjectaltname, expected) => {
  expect(certificateNames({ subjectaltname })).toEqual(expected);
});

test('the common name comes first, and may be several', () => {
  expect(certificateNames({ subject: { CN: ['one', 'two'] }, subjectaltname: 'DNS:a' })).toEqual([
    'CN=one',
    'CN=two',
    'DNS=a',
  ]);
  expect(certificateNames({ subject: { CN: 'one\n' } })).toEqual([]);
});
