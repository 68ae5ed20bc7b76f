"""How acts on the directory read in the audit trail."""

from credit_portal.audit import verbs

SENTENCES = {
    "directory.create_organisation": ("新增机构", "added a body"),
    "directory.edit_organisation": ("修改机构信息", "changed a body's data"),
    "directory.rename_organisation": ("变更机构名称", "renamed a body"),
    "directory.move_organisation": ("调整机构隶属关系", "moved a body in the tree"),
    "directory.correct_name": ("更正机构名称登记", "corrected a wrongly entered name"),
    "directory.close_organisation": ("撤销机构", "closed a body"),
    "directory.reopen_organisation": ("恢复机构", "reopened a body"),
    "directory.succession": ("登记机构承继", "registered a succession"),
    "directory.create_post": ("新增岗位", "added a post"),
    "directory.edit_post": ("修改岗位信息", "changed a post's data"),
    "directory.create_person": ("登记人员", "registered a person"),
    "directory.remove_person": ("删除未任职人员登记", "removed a person who never held a post"),
    "directory.appoint": ("登记任职", "registered an appointment"),
    "directory.end_appointment": ("登记离任", "ended an appointment"),
    "directory.correct_appointment": ("更正任职登记", "corrected an appointment"),
    "directory.set_id_number": ("登记身份证号码", "registered an ID number"),
    "directory.find_by_number": ("按身份证号码查找人员", "searched for a person by ID number"),
    "directory.unmask_id_number": ("查看完整身份证号码", "opened an ID number"),
    "directory.import": ("导入目录数据", "imported directory data"),
    "directory.undo_import": ("撤销目录导入", "took back a directory import"),
    "directory.export": ("导出目录数据", "exported directory data"),
}


def register() -> None:
    """Register the sentences; called once when the app is ready."""
    verbs.register(SENTENCES)
