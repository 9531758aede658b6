// Command go-verify checks an exported log with nothing of ours: signatures by golang.org/x/mod/sumdb/note, the tree by
// golang.org/x/mod/sumdb/tlog. It shares no line and no author with the package that it checks.
//
//	go-verify [-older CHECKPOINT] [-receipt FILE -index N] DIR
//
// It verifies the checkpoint under the key in DIR/vkey, every entry against the tree, the root rebuilt from the entries
// alone, and where asked that the log continues an older checkpoint, and a receipt of the entry at an index.
package main

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	older := flag.String("older", "", "file of a checkpoint from earlier")
	receipt := flag.String("receipt", "", "file of a receipt (c2sp.org/tlog-proof)")
	index := flag.Int64("index", 0, "index of the receipt's entry")
	flag.Parse()
	size, err := verify(export{flag.Arg(0)}, *older, *receipt, *index)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Printf("verified %d entries\n", size)
}

func verify(dir export, older, receipt string, index int64) (int64, error) {
	verifiers, err := dir.verifiers()
	if err != nil {
		return 0, err
	}
	tree, err := openCheckpointFile(dir.file("checkpoint"), verifiers)
	if err != nil {
		return 0, err
	}
	if err := checkEntries(dir, tree); err != nil {
		return 0, err
	}
	if older != "" {
		if err := checkOlder(dir, tree, older, verifiers); err != nil {
			return 0, err
		}
	}
	if receipt != "" {
		if err := checkReceipt(dir, receipt, index, verifiers); err != nil {
			return 0, err
		}
	}
	return tree.N, nil
}

// checkEntries compares each entry with its authenticated hash, and rebuilds the root from the entries.
func checkEntries(dir export, tree tlog.Tree) error {
	var stored []tlog.Hash
	memory := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		hashes := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			hashes[i] = stored[index]
		}
		return hashes, nil
	})
	authentic := tlog.TileHashReader(tree, dir)
	for first := int64(0); first < tree.N; first += tileWidth {
		entries, err := dir.entries(first/tileWidth, min(tileWidth, tree.N-first))
		if err != nil {
			return err
		}
		indexes := make([]int64, len(entries))
		for i := range entries {
			indexes[i] = tlog.StoredHashIndex(0, first+int64(i))
		}
		hashes, err := authentic.ReadHashes(indexes)
		if err != nil {
			return err
		}
		for i, entry := range entries {
			if tlog.RecordHash(entry) != hashes[i] {
				return fmt.Errorf("entry %d is not the one that was logged", first+int64(i))
			}
			more, err := tlog.StoredHashes(first+int64(i), entry, memory)
			if err != nil {
				return err
			}
			stored = append(stored, more...)
		}
	}
	root, err := tlog.TreeHash(tree.N, memory)
	if err != nil {
		return err
	}
	if tree.N > 0 && root != tree.Hash {
		return errors.New("the entries do not have the root that was signed")
	}
	return nil
}

func checkOlder(dir export, tree tlog.Tree, path string, verifiers note.Verifiers) error {
	older, err := openCheckpointFile(path, verifiers)
	if err != nil {
		return fmt.Errorf("older checkpoint: %w", err)
	}
	if older.N > tree.N {
		return fmt.Errorf("rollback: %d entries, once %d", tree.N, older.N)
	}
	if older.N == 0 {
		return nil // Every log continues the empty one; x/mod has no proof of it.
	}
	proof, err := tlog.ProveTree(tree.N, older.N, tlog.TileHashReader(tree, dir))
	if err != nil {
		return err
	}
	if err := tlog.CheckTree(proof, tree.N, tree.Hash, older.N, older.Hash); err != nil {
		return fmt.Errorf("fork: %w", err)
	}
	return nil
}

// checkReceipt verifies a receipt as c2sp.org/tlog-proof writes it: header, index, hashes, blank line, checkpoint.
func checkReceipt(dir export, path string, index int64, verifiers note.Verifiers) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	head, checkpoint, _ := strings.Cut(string(data), "\n\n")
	lines := strings.Split(head, "\n")
	if len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" || lines[1] != fmt.Sprintf("index %d", index) {
		return errors.New("not a receipt of this entry")
	}
	var proof tlog.RecordProof
	for _, line := range lines[2:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return err
		}
		proof = append(proof, hash)
	}
	tree, err := openCheckpoint([]byte(checkpoint), verifiers)
	if err != nil {
		return fmt.Errorf("receipt: %w", err)
	}
	entries, err := dir.entries(index/tileWidth, min(tileWidth, tree.N-index/tileWidth*tileWidth))
	if err != nil {
		return err
	}
	return tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entries[index%tileWidth]))
}

const (
	tileHeight = 8
	tileWidth  = 1 << tileHeight
)

// export is a directory in tlog-tiles layout. It implements tlog.TileReader.
type export struct{ root string }

func (dir export) file(path string) string { return filepath.Join(dir.root, path) }

func (dir export) verifiers() (note.Verifiers, error) {
	vkey, err := os.ReadFile(dir.file("vkey"))
	if err != nil {
		return nil, err
	}
	verifier, err := note.NewVerifier(strings.TrimSuffix(string(vkey), "\n"))
	if err != nil {
		return nil, err
	}
	return note.VerifierList(verifier), nil
}

func (dir export) Height() int { return tileHeight }

func (dir export) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for i, tile := range tiles {
		// The one difference in layout: x/mod names the tile's height first, tile/8/0/001, and tlog-tiles does not.
		path := "tile/" + strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", tileHeight))
		bytes, err := os.ReadFile(dir.file(path))
		if err != nil {
			return nil, err
		}
		data[i] = bytes
	}
	return data, nil
}

func (dir export) SaveTiles([]tlog.Tile, [][]byte) {}

// entries reads a bundle: each entry after its length, a big-endian uint16.
func (dir export) entries(n, width int64) ([][]byte, error) {
	tile := tlog.Tile{H: tileHeight, L: 0, N: n, W: int(width)}
	path := "tile/entries/" + strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/0/", tileHeight))
	bundle, err := os.ReadFile(dir.file(path))
	if err != nil {
		return nil, err
	}
	var entries [][]byte
	for len(bundle) > 0 {
		if len(bundle) < 2 || len(bundle) < 2+int(binary.BigEndian.Uint16(bundle)) {
			return nil, fmt.Errorf("%s ends too early", path)
		}
		end := 2 + int(binary.BigEndian.Uint16(bundle))
		entries = append(entries, bundle[2:end])
		bundle = bundle[end:]
	}
	if int64(len(entries)) != width {
		return nil, fmt.Errorf("%s has %d entries, not %d", path, len(entries), width)
	}
	return entries, nil
}

func openCheckpointFile(path string, verifiers note.Verifiers) (tlog.Tree, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return tlog.Tree{}, err
	}
	return openCheckpoint(data, verifiers)
}

// openCheckpoint reads what tlog.ParseTree does not: a checkpoint with an origin of its own (c2sp.org/tlog-checkpoint).
func openCheckpoint(data []byte, verifiers note.Verifiers) (tlog.Tree, error) {
	opened, err := note.Open(data, verifiers)
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[3] != "" || lines[0] != opened.Sigs[0].Name {
		return tlog.Tree{}, errors.New("not a checkpoint of this log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return tlog.Tree{}, errors.New("not a root hash")
	}
	tree := tlog.Tree{N: size}
	copy(tree.Hash[:], root)
	return tree, nil
}

func min(a, b int64) int64 {
	if a < b {
		return a
	}
	return b
}
