package secondments

import (
	"counterpart/internal/access"
	"counterpart/internal/db"
)

func (s *Service) complete(tx *db.Tx, actor access.Actor, d Dossier, a Assignment) error { return nil }
