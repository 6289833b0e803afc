// Calls functions of @linode/api-v4, unchanged: a line of JSON in, [root, token, name, ...arguments],
// a line of JSON out, {value} or {status, errors}.
//
// The package writes https://api.linode.com into every URL. Its README has applications change
// requests in an interceptor, and Cloud Manager puts its API root and its token in there, too.

import { createInterface } from "node:readline";

import * as sdk from "@linode/api-v4";
import * as validation from "@linode/validation";
import axios from "axios";

const LINODE = "https://api.linode.com";

let root, token;

sdk.baseRequest.interceptors.request.use((config) => {
  config.url = config.url.replace(LINODE, root);
  config.headers.set("Authorization", `Bearer ${token}`);
  return config;
});

const more = {
  // As Cloud Manager sends an image's file: by axios itself, so without the token.
  async sendFile(url, base64) {
    const data = Buffer.from(base64, "base64");
    const headers = { "Content-Type": "application/octet-stream" };
    return (await axios.request({ method: "PUT", url, data, headers })).status;
  },

  // For what the package has types and schemas, and no functions: share groups.
  async request(method, path, data) {
    return (await sdk.baseRequest({ method, url: `${LINODE}/v4beta${path}`, data })).data;
  },

  // What a schema has against some data: [path, reason] pairs.
  refusals(schema, data) {
    try {
      validation[schema].validateSync(data, { abortEarly: false });
      return [];
    } catch (error) {
      const each = error.inner.length ? error.inner : [error];
      return each.map(({ path, message }) => [path, message]);
    }
  },
};

// Calls are rejected with what the package's own schemas refuse, [{reason, field}], or by axios.
function refusal(error) {
  if (Array.isArray(error)) return { status: null, errors: error };
  if (error.response) return { status: error.response.status, errors: error.response.data.errors };
  throw new Error(error.message); // axios's own would print all that it holds
}

for await (const line of createInterface({ input: process.stdin })) {
  let name, rest;
  [root, token, name, ...rest] = JSON.parse(line);
  const called = Promise.resolve().then(() => (more[name] ?? sdk[name])(...rest));
  const answer = await called.then((value) => ({ value }), refusal);
  process.stdout.write(JSON.stringify(answer) + "\n");
}
