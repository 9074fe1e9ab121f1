package certificatesweb

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/certificates"
	"counterpart/internal/web"
)

type (
	// CertificateIn is the input of an operation on one certificate.
	CertificateIn struct {
		Certificate string `path:"certificate" maxLength:"40"`
	}
	completionsIn struct {
		web.Page
		Kind     string `query:"kind" enum:"delivery,secondment"`
		RecordID string `query:"record_id" maxLength:"40" doc:"Of the activity or the secondment"`
		PartyID  string `query:"party_id" maxLength:"40"`
		State    string `query:"state" enum:"none,prepared,issued,revoked,dropped" doc:"Of the certificate"`
	}
	revokeIn struct {
		CertificateIn
		Body certificates.EndDraft
	}
	countOut struct {
		Count int `json:"count" doc:"Certificates that were prepared, or issued"`
	}
	credentialOut struct {
		Credential string `json:"credential" doc:"Open Badges 3.0 as a VC-JWT; empty where it was not issued"`
	}
)

// API adds the operations of this room.
func (p *Pages) API(api *web.API) {
	const tag = "certificates"
	web.Handle(api, web.Operation{ID: "listCompletions", Method: "GET", Path: "/completions", Summary: "Who completed what, with the certificates, the newest first", Tag: tag, Right: certificates.RightSee}, p.apiList)
	web.Handle(api, web.Operation{ID: "prepareCertificates", Method: "POST", Path: "/certificates", Summary: "Prepare the certificates of those who completed a record", Tag: tag, Right: certificates.RightPrepare},
		func(ctx context.Context, actor access.Actor, in *web.In[certificates.PrepareDraft]) (*web.Out[countOut], error) {
			n, err := p.Certificates.Prepare(ctx, actor, in.Body)
			return &web.Out[countOut]{Body: countOut{n}}, err
		})
	web.Handle(api, web.Operation{ID: "signCertificates", Method: "POST", Path: "/certificates/signatures", Summary: "Sign certificates; the last signature issues them", Tag: tag, Right: certificates.RightSign},
		func(ctx context.Context, actor access.Actor, in *web.In[certificates.SignDraft]) (*web.Out[countOut], error) {
			n, err := p.Certificates.Sign(ctx, actor, in.Body)
			return &web.Out[countOut]{Body: countOut{n}}, err
		})
	web.Handle(api, web.Operation{ID: "getCertificate", Method: "GET", Path: "/certificates/{certificate}", Summary: "One certificate", Tag: tag, Right: certificates.RightSee},
		func(ctx context.Context, actor access.Actor, in *CertificateIn) (*web.Out[certificates.Page], error) {
			found, err := p.Certificates.Find(ctx, actor, in.Certificate)
			return &web.Out[certificates.Page]{Body: found}, err
		})
	web.Handle(api, web.Operation{ID: "getCredential", Method: "GET", Path: "/certificates/{certificate}/credential", Summary: "The signed credential of a certificate", Tag: tag, Right: certificates.RightSee},
		func(ctx context.Context, actor access.Actor, in *CertificateIn) (*web.Out[credentialOut], error) {
			_, jwt, err := p.Certificates.Credential(ctx, actor, in.Certificate)
			return &web.Out[credentialOut]{Body: credentialOut{jwt}}, err
		})
	web.Handle(api, web.Operation{ID: "revokeCertificate", Method: "POST", Path: "/certificates/{certificate}/revoke", Summary: "Revoke a certificate", Tag: tag, Right: certificates.RightRevoke, Status: 204},
		func(ctx context.Context, actor access.Actor, in *revokeIn) (*web.DoneOut, error) {
			return nil, p.Certificates.Revoke(ctx, actor, in.Certificate, in.Body)
		})
}

func (p *Pages) apiList(ctx context.Context, actor access.Actor, in *completionsIn) (*web.ListOut[certificates.Standing], error) {
	key, err := web.DecodeKey(in.After, 2)
	if err != nil {
		return nil, err
	}
	list, next, err := p.Certificates.List(ctx, actor, certificates.Filter{
		Kind: certificates.Kind(in.Kind), RecordID: in.RecordID, PartyID: in.PartyID, State: certificates.State(in.State), After: key, Limit: in.Limit,
	})
	return web.NewList(list, next), err
}
