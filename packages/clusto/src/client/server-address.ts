import { type ClustoException, failure } from '../base/errors.ts';

const isLoopback = ({ hostname }: URL): boolean => /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname);

/** The address of a server, to which the token may be sent. @throws ARGUMENT_INVALID */
export function serverAddress(text: string, token: string | undefined): URL {
  const refuse = (expected: string): ClustoException =>
    failure('ARGUMENT_INVALID', {
      argument: 'the address of a server',
      expected,
      value: text.replace(/\/\/[^@/]*@/, '//***@'),
    });
  if (!URL.canParse(text)) throw refuse('written https://host or https://host:port');
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refuse('written https://host or https://host:port');
  if (url.username !== '' || url.password !== '')
    throw refuse('without a name and a password: who asks is said by a token');
  if (url.search !== '' || url.hash !== '') throw refuse('without anything behind the path');
  if (token !== undefined && url.protocol === 'http:' && !isLoopback(url))
    throw refuse('https, since a token is not sent where others can read it');
  return url;
}
