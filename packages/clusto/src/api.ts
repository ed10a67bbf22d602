export type { Access, Endpoint } from './api/endpoint.ts';
export { endpoints, type Endpoints } from './api/endpoints.ts';
export { ClustoException } from './base/errors.ts';
export type { ErrorCode } from './base/error-catalogue.ts';
export type { AnsweredWith, ApiClient, AskedWith, Answered } from './client/api-client.ts';
export type { ClientOptions } from './client/client-options.ts';
export { connectApi } from './client/connect-api.ts';
export type { CallOptions } from './client/request-of.ts';
