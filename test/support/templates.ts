export const testRoles = { app: "holdfast_app", owner: "holdfast_owner" } as const;
export const templates = { directory: "tpl_directory", keystore: "tpl_keystore", cell: "tpl_cell" } as const;
