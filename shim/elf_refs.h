/* SPDX-License-Identifier: MIT */
#ifndef ELF_REFS_H
#define ELF_REFS_H

struct elf_map;

/*
 * Who refers to the string table of the dynamic section. Calls see() with the offset in the table for each reference but those of DT_RPATH and
 * DT_RUNPATH: dynamic symbols, names of versions and their files, other entries of the dynamic section, and prelink's list. An offset may come
 * more than once, and may lie outside of the table.
 *
 * Returns 0, or -1 if there may be others: where symbols cannot be counted, where a table reaches out of its segment, or where a section of a kind that is not
 * known has its strings there.
 */
int elf_refs(const struct elf_map *m, void (*see)(void *ctx, unsigned long long offset), void *ctx);

#endif
