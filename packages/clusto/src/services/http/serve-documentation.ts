import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { openapi } from '../../api/openapi.ts';

/** Where the page is, and everything that it loads. */
export const documentationPath = '/docs';

/** The page loads nothing from elsewhere, runs no script that stands in it, and asks this server alone. */
const policy = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data:",
  'connect-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
} as const;

/**
 * A page for browsers that shows the contract, and from which it can be tried. It needs no other server, as its library is in
 * the package.
 * @param admit refuses whoever may not even see it
 */
export async function serveDocumentation(
  server: FastifyInstance,
  admit: (request: FastifyRequest) => void,
): Promise<void> {
  await server.register(async (scope) => {
    scope.addHook('onRequest', async (request) => admit(request));
    await scope.register(swagger, {
      mode: 'static',
      specification: { document: openapi() as never },
    });
    await scope.register(swaggerUi, {
      routePrefix: documentationPath,
      staticCSP: policy,
      transformSpecificationClone: false,
      theme: { title: 'clusto: the HTTP API' },
      uiConfig: { validatorUrl: null, layout: 'BaseLayout', docExpansion: 'none', persistAuthorization: false },
    });
  });
}
