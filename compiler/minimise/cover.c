/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cubes that fix the upper bits and leave the lower ones free form a binary tree. Within it the
 * best choice at a node depends on its two halves alone:
 *
 *   outside  an include must still be placed: place one here, or let each half place its own
 *   inside   an include lies above: exclude here, or let each half exclude what it must
 *
 * Cubes of the tree nest or are disjoint, so an exclude inside one include touches no other.
 */
#include "compiler/minimise/cover.h"

#include <assert.h>

/* Node 1 is everything; node n has the halves 2n and 2n + 1; the leaves are the unit masks. */
enum { NODE_COUNT = 2 * UMASK_COUNT, FIRST_LEAF = UMASK_COUNT };

struct tree {
    unsigned int member_count[NODE_COUNT]; /* members of the set below the node */
    unsigned int size[NODE_COUNT];         /* unit masks below the node */
    unsigned int outside[NODE_COUNT];      /* entries that the node costs */
    unsigned int inside[NODE_COUNT];
};

static unsigned int minimum(unsigned int a, unsigned int b)
{
    return a < b ? a : b;
}

static void fill_leaf(struct tree *tree, unsigned int node, bool is_member)
{
    tree->size[node] = 1;
    tree->member_count[node] = is_member;
    tree->outside[node] = is_member;
    tree->inside[node] = !is_member;
}

static void fill_node(struct tree *tree, unsigned int node)
{
    unsigned int low = 2 * node;
    unsigned int high = low + 1;

    tree->size[node] = tree->size[low] + tree->size[high];
    tree->member_count[node] = tree->member_count[low] + tree->member_count[high];
    tree->inside[node] = tree->member_count[node] == 0 ? 1 : tree->inside[low] + tree->inside[high];
    tree->outside[node] = minimum(1 + tree->inside[node], tree->outside[low] + tree->outside[high]);
}

static struct cube cube_of(const struct tree *tree, unsigned int node)
{
    struct cube cube;
    unsigned int first = node;

    while (first < FIRST_LEAF)
        first *= 2;
    cube.mask = (uint8_t)(UMASK_COUNT - tree->size[node]);
    cube.match = (uint8_t)(first - FIRST_LEAF);
    return cube;
}

static void emit_inside(const struct tree *tree, unsigned int node, struct cover *out)
{
    if (tree->inside[node] == 0)
        return;
    if (tree->member_count[node] == 0) {
        out->excludes[out->exclude_count++] = cube_of(tree, node);
        return;
    }
    emit_inside(tree, 2 * node, out);
    emit_inside(tree, 2 * node + 1, out);
}

static void emit_outside(const struct tree *tree, unsigned int node, struct cover *out)
{
    if (tree->member_count[node] == 0)
        return;
    if (tree->outside[node] == 1 + tree->inside[node]) {
        out->includes[out->include_count++] = cube_of(tree, node);
        emit_inside(tree, node, out);
        return;
    }
    emit_outside(tree, 2 * node, out);
    emit_outside(tree, 2 * node + 1, out);
}

void cover_umasks(const struct umask_set *set, struct cover *out)
{
    struct tree tree;

    for (unsigned int umask = 0; umask < UMASK_COUNT; umask++)
        fill_leaf(&tree, FIRST_LEAF + umask, umask_set_has(set, umask));
    for (unsigned int node = FIRST_LEAF - 1; node > 0; node--)
        fill_node(&tree, node);
    out->include_count = 0;
    out->exclude_count = 0;
    emit_outside(&tree, 1, out);
    assert(out->include_count + out->exclude_count <= umask_set_count(set));
}

static bool any_has(const struct cube *cubes, unsigned int count, unsigned int umask)
{
    for (unsigned int i = 0; i < count; i++) {
        if ((umask & cubes[i].mask) == cubes[i].match)
            return true;
    }
    return false;
}

struct umask_set cover_evaluate(const struct cover *cover)
{
    struct umask_set set = {{0}};

    for (unsigned int umask = 0; umask < UMASK_COUNT; umask++) {
        if (any_has(cover->includes, cover->include_count, umask) &&
            !any_has(cover->excludes, cover->exclude_count, umask))
            umask_set_add(&set, umask);
    }
    return set;
}
