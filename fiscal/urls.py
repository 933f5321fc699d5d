"""Addresses of the Fiscal Management Unit, by room."""

from django.urls import path

from fiscal.views import (
    appropriations,
    bank_accounts,
    codes,
    contracts,
    coordination,
    desk,
    external,
    funds,
    invoices,
    ledger,
    orders,
    plans,
    receiving,
    requisitions,
    sam_ii,
    sourcing,
    sourcing_rules,
    vendors,
    years,
)

app_name = "fiscal"

BUDGET = [
    path("fiscal/years/", years.FiscalYearList.as_view(), name="fiscalyear-list"),
    path("fiscal/years/new/", years.FiscalYearCreate.as_view(), name="fiscalyear-create"),
    path("fiscal/years/<int:pk>/", years.FiscalYearDetail.as_view(), name="fiscalyear-detail"),
    path("fiscal/years/<int:pk>/edit/", years.FiscalYearEdit.as_view(), name="fiscalyear-edit"),
    path("fiscal/years/<int:pk>/lapse/", years.FiscalYearLapse.as_view(), name="fiscalyear-lapse"),
    path("fiscal/years/<int:pk>/close/", years.FiscalYearClose.as_view(), name="fiscalyear-close"),
    path("fiscal/years/<int:pk>/expire/", years.FiscalYearExpire.as_view(), name="fiscalyear-expire"),
    path("fiscal/years/<int:pk>/periods/", years.FiscalYearPeriods.as_view(), name="fiscalyear-periods"),
    path("fiscal/years/<int:pk>/codes/", years.FiscalYearCodes.as_view(), name="fiscalyear-codes"),
    path("fiscal/codes/", codes.CoaCodeList.as_view(), name="coacode-list"),
    path("fiscal/codes/new/", codes.CoaCodeCreate.as_view(), name="coacode-create"),
    path("fiscal/codes/current/", codes.CoaCodeCurrent.as_view(), name="coacode-current"),
    path("fiscal/codes/<int:pk>/", codes.CoaCodeEdit.as_view(), name="coacode-edit"),
    path("fiscal/funding-strings/", codes.FundingStringList.as_view(), name="fundingstring-list"),
    path("fiscal/funding-strings/new/", codes.FundingStringCreate.as_view(), name="fundingstring-create"),
    path("fiscal/funds/", funds.FundsPage.as_view(), name="funds"),
    path("fiscal/appropriations/", appropriations.AppropriationList.as_view(), name="appropriation-list"),
    path("fiscal/appropriations/new/", appropriations.AppropriationCreate.as_view(), name="appropriation-create"),
    path("fiscal/appropriations/<int:pk>/", appropriations.AppropriationDetail.as_view(), name="appropriation-detail"),
    path("fiscal/appropriations/<int:pk>/edit/", appropriations.AppropriationEdit.as_view(), name="appropriation-edit"),
    path(
        "fiscal/appropriations/<int:pk>/adjust/",
        appropriations.AppropriationAdjust.as_view(),
        name="appropriation-adjust",
    ),
    path(
        "fiscal/appropriations/<int:pk>/release/",
        appropriations.AppropriationAllot.as_view(),
        name="appropriation-allot",
    ),
    path("fiscal/adjustments/<int:pk>/reverse/", appropriations.AdjustmentReverse.as_view(), name="adjustment-reverse"),
    path("fiscal/plans/", plans.SpendingPlanList.as_view(), name="spendingplan-list"),
    path("fiscal/plans/new/", plans.SpendingPlanCreate.as_view(), name="spendingplan-create"),
    path("fiscal/plans/<int:pk>/", plans.SpendingPlanDetail.as_view(), name="spendingplan-detail"),
    path("fiscal/plans/<int:pk>/edit/", plans.SpendingPlanEdit.as_view(), name="spendingplan-edit"),
]

SUPPLIERS = [
    path("fiscal/vendors/", vendors.VendorList.as_view(), name="vendor-list"),
    path("fiscal/vendors/new/", vendors.VendorCreate.as_view(), name="vendor-create"),
    path("fiscal/vendors/<int:pk>/", vendors.VendorDetail.as_view(), name="vendor-detail"),
    path("fiscal/vendors/<int:pk>/edit/", vendors.VendorEdit.as_view(), name="vendor-edit"),
    path("fiscal/contracts/", contracts.ContractList.as_view(), name="contract-list"),
    path("fiscal/contracts/new/", contracts.ContractCreate.as_view(), name="contract-create"),
    path("fiscal/contracts/<int:pk>/", contracts.ContractDetail.as_view(), name="contract-detail"),
    path("fiscal/contracts/<int:pk>/edit/", contracts.ContractEdit.as_view(), name="contract-edit"),
    path("fiscal/contracts/<int:pk>/begin/", contracts.ContractBegin.as_view(), name="contract-begin"),
    path("fiscal/contracts/<int:pk>/amend/", contracts.ContractAmend.as_view(), name="contract-amend"),
    path("fiscal/contracts/<int:pk>/end/", contracts.ContractEnd.as_view(), name="contract-end"),
]

SOURCING = [
    path("fiscal/how-to-buy/", sourcing.PurchaseAsk.as_view(), name="purchase-ask"),
    path("fiscal/mve/", sourcing.MveCertificateList.as_view(), name="mvecertificate-list"),
    path("fiscal/mve/new/", sourcing.MveCertificateCreate.as_view(), name="mvecertificate-create"),
    path("fiscal/mve/<int:pk>/", sourcing.MveCertificateDetail.as_view(), name="mvecertificate-detail"),
    path("fiscal/mve/<int:pk>/certificate/", sourcing.MveCertificateIssue.as_view(), name="mvecertificate-issue"),
    path("fiscal/mve/<int:pk>/supplies/", sourcing.MveCertificateDeny.as_view(), name="mvecertificate-deny"),
    path("fiscal/sourcing-rules/", sourcing_rules.ProcurementRuleList.as_view(), name="procurementrule-list"),
    path("fiscal/sourcing-rules/new/", sourcing_rules.ProcurementRuleCreate.as_view(), name="procurementrule-create"),
    path("fiscal/sourcing-rules/<int:pk>/", sourcing_rules.ProcurementRuleEdit.as_view(), name="procurementrule-edit"),
    path("fiscal/commodity-classes/", sourcing_rules.CommodityClassList.as_view(), name="commodityclass-list"),
    path("fiscal/commodity-classes/new/", sourcing_rules.CommodityClassCreate.as_view(), name="commodityclass-create"),
    path("fiscal/commodity-classes/<int:pk>/", sourcing_rules.CommodityClassEdit.as_view(), name="commodityclass-edit"),
]

PURCHASING = [
    path("fiscal/purchases/", requisitions.RequisitionMine.as_view(), name="requisition-mine"),
    path("fiscal/approvals/", requisitions.RequisitionApprovals.as_view(), name="requisition-approvals"),
    path("fiscal/requisitions/", requisitions.RequisitionList.as_view(), name="requisition-list"),
    path("fiscal/requisitions/funds/", requisitions.RequisitionFunds.as_view(), name="requisition-funds"),
    path("fiscal/requisitions/new/", requisitions.RequisitionCreate.as_view(), name="requisition-create"),
    path("fiscal/requisitions/<int:pk>/", requisitions.RequisitionDetail.as_view(), name="requisition-detail"),
    path("fiscal/requisitions/<int:pk>/paper/", requisitions.RequisitionPrint.as_view(), name="requisition-print"),
    path("fiscal/requisitions/<int:pk>/edit/", requisitions.RequisitionEdit.as_view(), name="requisition-edit"),
    path("fiscal/requisitions/<int:pk>/submit/", requisitions.RequisitionSubmit.as_view(), name="requisition-submit"),
    path(
        "fiscal/requisitions/<int:pk>/certify/", requisitions.RequisitionCertify.as_view(), name="requisition-certify"
    ),
    path(
        "fiscal/requisitions/<int:pk>/endorse/", requisitions.RequisitionEndorse.as_view(), name="requisition-endorse"
    ),
    path(
        "fiscal/requisitions/<int:pk>/approve/", requisitions.RequisitionApprove.as_view(), name="requisition-approve"
    ),
    path("fiscal/requisitions/<int:pk>/source/", requisitions.RequisitionSource.as_view(), name="requisition-source"),
    path("fiscal/requisitions/<int:pk>/return/", requisitions.RequisitionReturn.as_view(), name="requisition-return"),
    path("fiscal/requisitions/<int:pk>/close/", requisitions.RequisitionClose.as_view(), name="requisition-close"),
    path("fiscal/requisitions/<int:pk>/reject/", requisitions.RequisitionReject.as_view(), name="requisition-reject"),
    path("fiscal/requisitions/<int:pk>/cancel/", requisitions.RequisitionCancel.as_view(), name="requisition-cancel"),
    path("fiscal/requisitions/<int:pk>/order/", orders.PurchaseOrderCreate.as_view(), name="purchaseorder-create"),
    path("fiscal/limits/", requisitions.ApprovalLimitList.as_view(), name="approvallimit-list"),
    path("fiscal/limits/new/", requisitions.ApprovalLimitCreate.as_view(), name="approvallimit-create"),
    path("fiscal/limits/<int:pk>/edit/", requisitions.ApprovalLimitEdit.as_view(), name="approvallimit-edit"),
    path("fiscal/orders/", orders.PurchaseOrderList.as_view(), name="purchaseorder-list"),
    path("fiscal/orders/<int:pk>/", orders.PurchaseOrderDetail.as_view(), name="purchaseorder-detail"),
    path("fiscal/orders/<int:pk>/paper/", orders.PurchaseOrderPrint.as_view(), name="purchaseorder-print"),
    path("fiscal/orders/<int:pk>/edit/", orders.PurchaseOrderEdit.as_view(), name="purchaseorder-edit"),
    path("fiscal/orders/<int:pk>/change/", orders.PurchaseOrderModify.as_view(), name="purchaseorder-modify"),
    path("fiscal/orders/<int:pk>/approve/", orders.PurchaseOrderApprove.as_view(), name="purchaseorder-approve"),
    path("fiscal/orders/<int:pk>/issue/", orders.PurchaseOrderIssue.as_view(), name="purchaseorder-issue"),
    path("fiscal/orders/<int:pk>/hold/", orders.PurchaseOrderHold.as_view(), name="purchaseorder-hold"),
    path("fiscal/orders/<int:pk>/resume/", orders.PurchaseOrderResume.as_view(), name="purchaseorder-resume"),
    path("fiscal/orders/<int:pk>/close/", orders.PurchaseOrderClose.as_view(), name="purchaseorder-close"),
    path("fiscal/orders/<int:pk>/cancel/", orders.PurchaseOrderCancel.as_view(), name="purchaseorder-cancel"),
    path("fiscal/orders/<int:pk>/receive/", receiving.ReceiptCreate.as_view(), name="receipt-create"),
    path("fiscal/orders/<int:pk>/bill/", invoices.InvoiceCreate.as_view(), name="invoice-create"),
    path("fiscal/to-receive/", receiving.ReceiptWaiting.as_view(), name="receipt-waiting"),
    path("fiscal/receipts/", receiving.ReceiptList.as_view(), name="receipt-list"),
    path("fiscal/receipts/<int:pk>/", receiving.ReceiptDetail.as_view(), name="receipt-detail"),
    path("fiscal/receipts/<int:pk>/return/", receiving.ReceiptReturn.as_view(), name="receipt-return"),
    path("fiscal/hand-offs/", receiving.CapitalHandOffList.as_view(), name="capitalhandoff-list"),
    path("fiscal/hand-offs/<int:pk>/", receiving.CapitalHandOffEdit.as_view(), name="capitalhandoff-edit"),
    path("fiscal/fund-rules/", receiving.FundPurposeList.as_view(), name="fundpurpose-list"),
    path("fiscal/fund-rules/new/", receiving.FundPurposeCreate.as_view(), name="fundpurpose-create"),
    path("fiscal/fund-rules/<int:pk>/edit/", receiving.FundPurposeEdit.as_view(), name="fundpurpose-edit"),
    path("fiscal/bills/", invoices.InvoiceList.as_view(), name="invoice-list"),
    path("fiscal/bills/<int:pk>/", invoices.InvoiceDetail.as_view(), name="invoice-detail"),
    path("fiscal/bills/<int:pk>/edit/", invoices.InvoiceEdit.as_view(), name="invoice-edit"),
    path("fiscal/bills/<int:pk>/match/", invoices.InvoiceMatch.as_view(), name="invoice-match"),
    path("fiscal/bills/<int:pk>/approve/", invoices.InvoiceApprove.as_view(), name="invoice-approve"),
    path("fiscal/bills/<int:pk>/dispute/", invoices.InvoiceDispute.as_view(), name="invoice-dispute"),
    path("fiscal/bills/<int:pk>/resume/", invoices.InvoiceResume.as_view(), name="invoice-resume"),
    path("fiscal/bills/<int:pk>/void/", invoices.InvoiceVoid.as_view(), name="invoice-void"),
    path("fiscal/bills/<int:pk>/voucher/", invoices.InvoiceVoucher.as_view(), name="invoice-voucher"),
    path("fiscal/exceptions/", invoices.MatchExceptionList.as_view(), name="matchexception-list"),
    path("fiscal/exceptions/<int:pk>/", invoices.MatchExceptionResolve.as_view(), name="matchexception-resolve"),
    path("fiscal/vouchers/", invoices.PaymentRequestList.as_view(), name="paymentrequest-list"),
    path("fiscal/vouchers/<int:pk>/pay/", invoices.PaymentRequestPay.as_view(), name="paymentrequest-pay"),
    path("fiscal/vouchers/<int:pk>/void/", invoices.PaymentRequestVoid.as_view(), name="paymentrequest-void"),
]

CASH: list = []

SAM_II = [
    path("fiscal/sam-ii/", desk.SamDesk.as_view(), name="samii-desk"),
    path("fiscal/sam-ii/issues/", sam_ii.SamIssueList.as_view(), name="samissue-list"),
    path("fiscal/sam-ii/issues/new/", sam_ii.SamIssueCreate.as_view(), name="samissue-create"),
    path("fiscal/sam-ii/issues/<int:pk>/", sam_ii.SamIssueDetail.as_view(), name="samissue-detail"),
    path("fiscal/sam-ii/issues/<int:pk>/edit/", sam_ii.SamIssueEdit.as_view(), name="samissue-edit"),
    path("fiscal/sam-ii/issues/<int:pk>/move/", sam_ii.SamIssueMove.as_view(), name="samissue-move"),
    path("fiscal/sam-ii/access/", sam_ii.SystemAccessList.as_view(), name="systemaccess-list"),
    path("fiscal/sam-ii/access/new/", sam_ii.SystemAccessCreate.as_view(), name="systemaccess-create"),
    path("fiscal/sam-ii/access/certify/", sam_ii.SystemAccessCertify.as_view(), name="systemaccess-certify"),
    path("fiscal/sam-ii/access/<int:pk>/", sam_ii.SystemAccessDetail.as_view(), name="systemaccess-detail"),
    path("fiscal/sam-ii/access/<int:pk>/decide/", sam_ii.SystemAccessDecide.as_view(), name="systemaccess-decide"),
    path("fiscal/sam-ii/access/<int:pk>/remove/", sam_ii.SystemAccessRemove.as_view(), name="systemaccess-remove"),
    path("fiscal/sam-ii/code-changes/", sam_ii.CodeChangeList.as_view(), name="codechange-list"),
    path("fiscal/sam-ii/code-changes/new/", sam_ii.CodeChangeCreate.as_view(), name="codechange-create"),
    path("fiscal/sam-ii/code-changes/<int:pk>/", sam_ii.CodeChangeDetail.as_view(), name="codechange-detail"),
    path("fiscal/sam-ii/code-changes/<int:pk>/move/", sam_ii.CodeChangeMove.as_view(), name="codechange-move"),
    path("fiscal/sam-ii/ledgers/", ledger.LedgerImportList.as_view(), name="ledgerimport-list"),
    path("fiscal/sam-ii/ledgers/new/", ledger.LedgerImportCreate.as_view(), name="ledgerimport-create"),
    path("fiscal/sam-ii/ledgers/<int:pk>/", ledger.LedgerImportDetail.as_view(), name="ledgerimport-detail"),
    path("fiscal/sam-ii/ledgers/<int:pk>/errors/", ledger.LedgerProblemList.as_view(), name="ledgerproblem-list"),
    path("fiscal/sam-ii/ledger-lines/", ledger.LedgerLineList.as_view(), name="ledgerline-list"),
    path("fiscal/sam-ii/reconciliations/", ledger.ReconciliationList.as_view(), name="reconciliation-list"),
    path("fiscal/sam-ii/reconciliations/new/", ledger.ReconciliationCreate.as_view(), name="reconciliation-create"),
    path(
        "fiscal/sam-ii/reconciliations/<int:pk>/", ledger.ReconciliationDetail.as_view(), name="reconciliation-detail"
    ),
    path(
        "fiscal/sam-ii/reconciliations/<int:pk>/explain/",
        ledger.ReconciliationExplain.as_view(),
        name="reconciliation-explain",
    ),
    path(
        "fiscal/sam-ii/reconciliations/<int:pk>/sign/",
        ledger.ReconciliationSign.as_view(),
        name="reconciliation-sign",
    ),
    path("fiscal/sam-ii/overrides/", sam_ii.OverrideLogList.as_view(), name="overridelog-list"),
    path("fiscal/document-types/", external.DocumentTypeList.as_view(), name="documenttype-list"),
    path("fiscal/external-documents/", external.ExternalDocRefList.as_view(), name="externaldocref-list"),
    path("fiscal/external-documents/new/", external.ExternalDocRefCreate.as_view(), name="externaldocref-create"),
    path("fiscal/external-documents/<int:pk>/", external.ExternalDocRefDetail.as_view(), name="externaldocref-detail"),
    path(
        "fiscal/external-documents/<int:pk>/answer/",
        external.ExternalDocRefAnswer.as_view(),
        name="externaldocref-answer",
    ),
]

REGISTERS = [
    path("fiscal/coordination/", coordination.CoordinationItemList.as_view(), name="coordinationitem-list"),
    path("fiscal/coordination/new/", coordination.CoordinationItemCreate.as_view(), name="coordinationitem-create"),
    path(
        "fiscal/coordination/<int:pk>/", coordination.CoordinationItemDetail.as_view(), name="coordinationitem-detail"
    ),
    path(
        "fiscal/coordination/<int:pk>/edit/", coordination.CoordinationItemEdit.as_view(), name="coordinationitem-edit"
    ),
    path(
        "fiscal/coordination/<int:pk>/outcome/",
        coordination.CoordinationItemFinish.as_view(),
        name="coordinationitem-finish",
    ),
    path("fiscal/bank-accounts/", bank_accounts.BankAccountList.as_view(), name="bankaccount-list"),
    path("fiscal/bank-accounts/new/", bank_accounts.BankAccountCreate.as_view(), name="bankaccount-create"),
    path("fiscal/bank-accounts/<int:pk>/", bank_accounts.BankAccountDetail.as_view(), name="bankaccount-detail"),
    path("fiscal/bank-accounts/<int:pk>/edit/", bank_accounts.BankAccountEdit.as_view(), name="bankaccount-edit"),
]

urlpatterns = [*BUDGET, *SUPPLIERS, *SOURCING, *PURCHASING, *CASH, *SAM_II, *REGISTERS]
