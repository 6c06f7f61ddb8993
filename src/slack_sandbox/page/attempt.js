/** Calls to the workspace that a person triggered. */

import { ApiError } from "./api.js";
import { toast } from "./overlay/toast.js";

/** Resolves to the result of `work`, or if the workspace refuses it, shows a toast and resolves to null. */
export async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toast(error.message, "error");
    return null;
  }
}
